/** What is sent of the rows that are chosen. */
import type { Naming, Written } from './api';

export const keyOf = ({ shop_id: shop, written }: Pick<Written, 'shop_id' | 'written'>) =>
  `${shop} ${written}`;

/**
 * Each row with what it is assigned to; of any shop a word is sent once. What one shop says for
 * itself stands above any shop's word, so it is said anew there, too.
 */
export function namingsOf(
  rows: readonly Written[],
  picked: ReadonlyMap<string, number | null>,
  isAny: boolean,
): Naming[] {
  const found = new Map<string, Naming>();
  for (const row of rows) {
    const isOfShop = row.category_id !== null && !row.is_of_any_shop;
    const shop = isAny && !isOfShop ? 0 : row.shop_id;
    const naming = {
      shop_id: shop,
      written: row.written,
      category_id: picked.get(keyOf(row)) ?? null,
    };
    found.set(keyOf(naming), naming);
  }
  return [...found.values()];
}
