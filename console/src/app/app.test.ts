// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { AREAS, type Feature } from '../shared/feature';
import { entryAt, menuOf } from './menu';
import { placeOf, safeNext } from './place';
import { FEATURES } from './registry';
import { words as en } from './words.en';
import { words as zh } from './words.zh';

const lazy = () => Promise.reject(new Error('not loaded here'));
const FAKE: Feature[] = [
  {
    area: 'settings',
    pages: [{ path: 'settings/staff', menu: 'nav.a', needs: 'staff.read', lazy }],
  },
  {
    area: 'customers',
    pages: [
      { path: 'customers', menu: 'nav.b', lazy },
      { path: 'customers/merge', lazy },
      { path: 'customers/tags', menu: 'nav.c', lazy },
    ],
  },
];

describe('the menu', () => {
  it('stands in the order of the flow, whatever the order of the registry', () => {
    expect(menuOf(FAKE, () => true).map(({ area }) => area)).toEqual(['customers', 'settings']);
  });

  it('holds only pages that are in it and that the person may see', () => {
    const [customers, ...rest] = menuOf(FAKE, () => false);
    expect(rest).toEqual([]);
    expect(customers?.entries.map(({ path }) => path)).toEqual(['customers', 'customers/tags']);
  });

  it('marks the longest entry that begins an address', () => {
    const menu = menuOf(FAKE, () => true);
    expect(entryAt(menu, '/customers/17')?.path).toBe('customers');
    expect(entryAt(menu, '/customers/tags/3')?.path).toBe('customers/tags');
    expect(entryAt(menu, '/customersx')).toBeUndefined();
  });
});

describe('the registry', () => {
  const pages = FEATURES.flatMap(({ pages: own }) => own);

  it('names a word in both languages for every entry', () => {
    const named = [
      ...pages.flatMap(({ menu }) => menu ?? []),
      ...AREAS.map((area) => `nav.${area}`),
    ];
    expect(named.filter((key) => !(key in zh) || !(key in en))).toEqual([]);
  });

  it('uses every path once', () => {
    expect(new Set(pages.map(({ path }) => path)).size).toBe(pages.length);
  });

  it('loads pages that are there', async () => {
    const all = pages.flatMap((page) => [page, ...(page.children ?? [])]);
    const loaded = await Promise.all(all.map((page) => page.lazy()));
    expect(loaded.filter(({ Component }) => typeof Component !== 'function')).toEqual([]);
  }, 120_000); // every page of the console at once, on a machine that may be busy
});

describe('addresses', () => {
  it('carry the workspace in front', () => {
    expect(placeOf('/w/shan-cha/customers/3')).toEqual({ slug: 'shan-cha', path: '/customers/3' });
    expect(placeOf('/w/a')).toEqual({ slug: 'a', path: '/' });
    expect(placeOf('/customers')).toEqual({ slug: null, path: '/customers' });
  });

  it.each([
    ['/w/a/customers?q=1', '/w/a/customers?q=1'],
    ['//evil.example/x', '/'],
    ['https://evil.example', '/'],
    ['/\\evil.example', '/'],
    ['/login?next=/login', '/'],
    [null, '/'],
  ])('after signing in %s leads to %s', (asked, led) => {
    expect(safeNext(asked)).toBe(led);
  });
});
