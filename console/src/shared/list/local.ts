/** Short lists that the server answers whole: searched, sorted and paged here, with the same pattern. */
import { Problem } from '../api/problem';
import type { ListQuery, PageOf } from './types';

type Value = string | number | null | undefined;
type Read<Row> = (row: Row) => Value;

/** `pageOf(rows, query, { search: [r => r.name], sorts: { name: r => r.name } })` */
export function pageOf<Row>(
  rows: readonly Row[],
  query: ListQuery,
  reads: {
    search: readonly Read<Row>[];
    sorts?: Record<string, Read<Row>>;
    keep?: (row: Row) => boolean;
  },
): PageOf<Row> {
  const wanted = query.q.trim().toLowerCase();
  const found = rows.filter(
    (row) =>
      (reads.keep?.(row) ?? true) &&
      (wanted === '' ||
        reads.search.some((read) =>
          String(read(row) ?? '')
            .toLowerCase()
            .includes(wanted),
        )),
  );
  const items = sorted(found, query.sort, reads.sorts ?? {});
  return { items, next_cursor: null, total: items.length };
}

function sorted<Row>(
  rows: readonly Row[],
  sort: string,
  reads: Record<string, Read<Row>>,
): readonly Row[] {
  const read = reads[sort.replace(/^-/, '')];
  if (!read) return rows;
  const way = sort.startsWith('-') ? -1 : 1;
  return [...rows].sort((one, other) => way * compare(read(one), read(other)));
}

function compare(one: Value, other: Value): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  return String(one ?? '').localeCompare(String(other ?? ''), 'zh-CN');
}

/** The row of this id in a list that came whole; none is the same refusal the server would give. */
export function foundIn<Row extends { id: number }>(rows: readonly Row[], id: number): Row {
  const row = rows.find((one) => one.id === id);
  if (!row) throw new Problem(404, { code: 'not_found', detail: 'Not found' });
  return row;
}
