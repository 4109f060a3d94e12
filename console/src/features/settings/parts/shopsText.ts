import type { useWords } from '../words';

/** A scope in words: all shops, or how many. */
export function shopsText(
  t: ReturnType<typeof useWords>,
  shopIds: readonly number[] | null,
): string {
  return shopIds === null ? t('staff.shops.all') : t('staff.shops.some', { count: shopIds.length });
}
