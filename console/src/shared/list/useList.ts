/** A list's state: what is asked stands in the URL, what came stands in the query cache. */
import { useMemo } from 'react';
import { useLocation, useSearchParams } from 'react-router';
import { keepPreviousData, useQuery, type QueryKey } from '../api/queries';
import type { Filter, ListQuery, PageOf } from './types';

interface ListOptions<Row> {
  /** Begins the cache key; acts refresh the list by naming it. */
  key: QueryKey;
  fetch: (query: ListQuery) => Promise<PageOf<Row>>;
  filters?: readonly Filter[];
  /** Sorted so until somebody chooses: `-created_at`. */
  sort?: string;
  limit?: number;
  /** Milliseconds until the list is asked again, for lists of things in motion; false = not. */
  every?: (page: PageOf<Row> | undefined) => number | false;
}

/** The filters' values, and `q` and `sort`; an empty text removes one. */
export type ListChange = Record<string, string>;

export interface List<Row> {
  query: ListQuery;
  filters: readonly Filter[];
  /** Columns chosen in the URL; null = as the page declares. */
  columns: readonly string[] | null;
  isFiltered: boolean;
  set: (change: ListChange) => void;
  clear: () => void;
  page: PageOf<Row> | undefined;
  error: unknown;
  /** What shows answers an earlier question; the answer to this one is on its way. */
  isBusy: boolean;
  retry: () => void;
  /** Rows before this page, as far as this tab came by "next"; null when it came by a link. */
  offset: number | null;
  next: (() => void) | undefined;
  previous: (() => void) | undefined;
  first: (() => void) | undefined;
}

interface Trail {
  /** Cursors of the pages before this one, in history.state: survives a reload, not a copied link. */
  trail?: readonly string[];
}

export function useList<Row>(options: ListOptions<Row>): List<Row> {
  const [params, setParams] = useSearchParams();
  const trail = (useLocation().state as Trail | null)?.trail;
  const filters = options.filters ?? NO_FILTERS;
  const query = useMemo(
    () => readQuery(params, filters, options.sort ?? '', options.limit ?? 50),
    [params, filters, options.sort, options.limit],
  );
  const asked = useQuery({
    queryKey: [...options.key, 'list', query],
    queryFn: () => options.fetch(query),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => options.every?.(state.data) ?? false,
  });
  const goTo = (cursor: string, before: readonly string[]) =>
    setParams((now) => changed(now, { cursor }), { state: { trail: before } satisfies Trail });
  const set = (change: ListChange) =>
    setParams((now) => changed(now, { ...change, cursor: '' }), { replace: true, state: null });
  const next = asked.data?.next_cursor;
  const isLater = query.cursor !== '';
  return {
    query,
    filters,
    columns: params.get('cols')?.split(',') ?? null,
    isFiltered: query.q !== '' || Object.keys(query.filters).length > 0,
    set,
    clear: () => set(Object.fromEntries([...namesOf(filters), 'q'].map((name) => [name, '']))),
    page: asked.data,
    error: asked.error,
    isBusy: asked.isPlaceholderData && asked.isFetching,
    retry: () => void asked.refetch(),
    offset: isLater ? (trail?.[0] === '' ? trail.length * query.limit : null) : 0,
    next: next ? () => goTo(next, isLater ? [...(trail ?? []), query.cursor] : ['']) : undefined,
    previous: isLater && trail ? () => goTo(trail.at(-1) ?? '', trail.slice(0, -1)) : undefined,
    first: isLater ? () => goTo('', []) : undefined,
  };
}

const NO_FILTERS: readonly Filter[] = [];

function namesOf(filters: readonly Filter[]): string[] {
  return filters.flatMap(({ kind, name }) =>
    kind === 'dates' ? [`${name}_from`, `${name}_to`] : [name],
  );
}

/** The query that a URL's search names; unknown parameters are left alone. */
export function readQuery(
  params: URLSearchParams,
  filters: readonly Filter[],
  sort: string,
  limit: number,
): ListQuery {
  const set = namesOf(filters)
    .map((name) => [name, params.get(name) ?? ''] as const)
    .filter(([, value]) => value !== '');
  return {
    q: params.get('q') ?? '',
    sort: params.get('sort') ?? sort,
    cursor: params.get('cursor') ?? '',
    limit,
    filters: Object.fromEntries(set),
  };
}

function changed(before: URLSearchParams, change: ListChange): URLSearchParams {
  const after = new URLSearchParams(before);
  for (const [name, value] of Object.entries(change)) {
    if (value) after.set(name, value);
    else after.delete(name);
  }
  return after;
}
