/** The words of the list pattern. */
import type { ReactNode } from 'react';

/** What a list asks the server for; everything in it stands in the URL. */
export interface ListQuery {
  q: string;
  sort: string;
  cursor: string;
  limit: number;
  /** Only what is set, by filter name; dates as NAME_from and NAME_to (workspace days, both included). */
  filters: Record<string, string>;
}

/** What the server answers. */
export interface PageOf<Row> {
  items: readonly Row[];
  next_cursor?: string | null;
  total?: number | null;
}

interface FilterBase {
  name: string;
  label: string;
  width?: number;
}

export type Filter =
  | (FilterBase & {
      kind: 'choice';
      options: readonly { value: string; label: string }[];
      /** Several at once, joined by commas in the URL and the query. */
      many?: boolean;
    })
  | (FilterBase & { kind: 'text' })
  | (FilterBase & { kind: 'dates' })
  | (FilterBase & {
      kind: 'own';
      render: (value: string, set: (value: string) => void) => ReactNode;
    });

export interface Column<Row> {
  key: string;
  title: string;
  render: (row: Row) => ReactNode;
  /** True when the server sorts by `key`, or the server's name for it. */
  sort?: boolean | string;
  align?: 'right';
  width?: number;
  /** Text that may take several lines; all else stays on one. */
  isLong?: boolean;
  /** Off until somebody chooses it. */
  isExtra?: boolean;
}

export interface BulkAct {
  key: string;
  label: string;
  isDanger?: boolean;
  /** `done` clears the selection. */
  run: (ids: readonly (string | number)[], done: () => void) => void;
}

export interface ExportAct {
  key: string;
  label: string;
  run: (query: ListQuery) => void;
}
