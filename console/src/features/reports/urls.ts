/** Addresses of this feature: what stands behind a figure is kept in the address as it was asked. */
import type { Selection } from './api';

export const behindOf = (selection: Selection, label: string): string =>
  `behind?${new URLSearchParams({ of: JSON.stringify(selection), label }).toString()}`;

/** The selection of an address, or null where somebody typed nonsense. */
export function selectionIn(search: URLSearchParams): Selection | null {
  try {
    const found: unknown = JSON.parse(search.get('of') ?? '');
    return typeof found === 'object' && found !== null && 'of' in found
      ? (found as Selection)
      : null;
  } catch {
    return null;
  }
}
