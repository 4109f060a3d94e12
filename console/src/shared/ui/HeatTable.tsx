/** A table whose cells are tinted by their value: cohorts, the RFM grid. Read as a table, seen as a heat map. */
import type { ReactNode } from 'react';
import { Link, type To } from 'react-router';
import css from './HeatTable.module.css';

export interface HeatCell {
  /** 0 to 1: how strong the tint is; null leaves the cell empty. */
  heat: number | null;
  text: ReactNode;
  /** The people behind it. */
  to?: To;
}

interface HeatTableProps {
  caption: string;
  /** The heading over the row names, then one for each cell. */
  columns: readonly string[];
  rows: readonly { name: string; cells: readonly HeatCell[] }[];
}

/** At most this share of accent, so that text stays readable on the strongest tint. */
const STRONGEST = 45;

export function HeatTable({ caption, columns, rows }: HeatTableProps) {
  return (
    <div className={css.scroll} role="region" aria-label={caption} tabIndex={0}>
      <table className={css.heat}>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.name}>
              <th scope="row">{row.name}</th>
              {row.cells.map((cell, at) => (
                <Cell key={at} {...cell} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ heat, text, to }: HeatCell) {
  if (heat === null) return <td />;
  const share = Math.round(Math.max(0, Math.min(1, heat)) * STRONGEST);
  return (
    <td style={{ background: `color-mix(in srgb, var(--accent) ${share}%, var(--surface))` }}>
      {to ? <Link to={to}>{text}</Link> : text}
    </td>
  );
}
