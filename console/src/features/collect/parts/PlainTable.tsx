/** A small table inside a panel, which scrolls by itself where it is too wide. */
import type { ReactNode } from 'react';
import css from './parts.module.css';

interface PlainTableProps {
  label: string;
  /** A heading each; numbers stand on the right. */
  columns: readonly (string | { title: string; isNumber: true })[];
  children: ReactNode;
}

export function PlainTable({ label, columns, children }: PlainTableProps) {
  return (
    <div className={css.scroll} role="region" aria-label={label} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {columns.map((column) =>
              typeof column === 'string' ? (
                <th key={column} scope="col">
                  {column}
                </th>
              ) : (
                <th key={column.title} scope="col" className={css.right}>
                  {column.title}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
