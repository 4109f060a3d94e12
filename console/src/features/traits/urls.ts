/** Addresses of this feature; every link to it is built here. */
import type { Bar } from './api';

export const urls = {
  list: () => '/traits',
  one: (name: string) => `/traits/${name}`,
  segment: (id: number) => `/segments/${id}`,
  settings: () => '/settings/traits',
  /** The customers behind a bar, or all who have a value. */
  behind: (name: string, bar?: Bar) => {
    const asked = bar ? [name, ...said(bar)] : [name];
    return `/customers?${new URLSearchParams({ trait: asked.join(':') }).toString()}`;
  },
};

/** `is` a text, `at` a number, or `from` one up to another; an end that is open is empty. */
function said({ value, start, end }: Bar): readonly (string | number)[] {
  if (value !== null) return ['is', value];
  if (start !== null && start === end) return ['at', start];
  return ['from', start ?? '', end ?? ''];
}
