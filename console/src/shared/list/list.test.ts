// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { foundIn, pageOf } from './local';
import { shownColumns } from './ListPage';
import type { Filter, ListQuery } from './types';
import { readQuery } from './useList';
import { readViews } from './useViews';

const people = [
  { id: 1, name: '林晓', mail: 'lin@example.com', logins: 3 },
  { id: 2, name: 'Wang', mail: 'wang@example.com', logins: 12 },
  { id: 3, name: '陈默', mail: 'chen@example.com', logins: 7 },
];

function ask(change: Partial<ListQuery>): ListQuery {
  return { q: '', sort: '', cursor: '', limit: 50, filters: {}, ...change };
}

describe('a list that came whole', () => {
  const reads = {
    search: [(row: (typeof people)[0]) => row.name, (row: (typeof people)[0]) => row.mail],
    sorts: {
      name: (row: (typeof people)[0]) => row.name,
      logins: (row: (typeof people)[0]) => row.logins,
    },
  };
  const ids = (query: ListQuery) => pageOf(people, query, reads).items.map(({ id }) => id);

  it('is searched in every named value, whatever the case', () => {
    expect(ids(ask({ q: 'WANG' }))).toEqual([2]);
    expect(ids(ask({ q: 'example.com' }))).toEqual([1, 2, 3]);
    expect(ids(ask({ q: 'nobody' }))).toEqual([]);
  });

  it('sorts numbers as numbers and Chinese by sound', () => {
    expect(ids(ask({ sort: '-logins' }))).toEqual([2, 3, 1]);
    expect(ids(ask({ sort: 'name' }))).toEqual([3, 1, 2]);
    expect(ids(ask({ sort: 'unknown' }))).toEqual([1, 2, 3]);
  });

  it('answers its total', () => {
    expect(pageOf(people, ask({ q: 'lin' }), reads)).toMatchObject({ total: 1, next_cursor: null });
  });

  it('refuses a row that is not in it as the server would', () => {
    expect(foundIn(people, 3).name).toBe('陈默');
    expect(() => foundIn(people, 4)).toThrow(
      expect.objectContaining({ status: 404, code: 'not_found' }),
    );
  });
});

describe('the query of an address', () => {
  const filters: Filter[] = [
    { kind: 'choice', name: 'state', label: 'State', options: [] },
    { kind: 'dates', name: 'at', label: 'When' },
  ];
  const read = (search: string) => readQuery(new URLSearchParams(search), filters, '-created', 50);

  it('holds what is named and only that', () => {
    expect(read('q=lin&state=done&at_from=2026-11-01&at_to=2026-11-22&utm=x&cursor=abc')).toEqual({
      q: 'lin',
      sort: '-created',
      cursor: 'abc',
      limit: 50,
      filters: { state: 'done', at_from: '2026-11-01', at_to: '2026-11-22' },
    });
  });

  it('is plain where nothing was chosen', () => {
    expect(read('state=')).toEqual({ q: '', sort: '-created', cursor: '', limit: 50, filters: {} });
  });
});

describe('columns', () => {
  const columns = ['name', 'mail', 'extra'].map((key) => ({
    key,
    title: key,
    render: () => '',
    isExtra: key === 'extra',
  }));
  const keys = (chosen: string[] | null) => shownColumns(columns, chosen).map(({ key }) => key);

  it('are all but the extra ones until somebody chooses, and the first always', () => {
    expect(keys(null)).toEqual(['name', 'mail']);
    expect(keys(['extra'])).toEqual(['name', 'extra']);
  });
});

it('stored views that are not ours are left out', () => {
  const view = { id: 'a', name: 'a', search: 'q=1' };
  expect(readViews(JSON.stringify([view, { id: 1 }, null]))).toEqual([view]);
  expect(readViews('{broken')).toEqual([]);
  expect(readViews(null)).toEqual([]);
});
