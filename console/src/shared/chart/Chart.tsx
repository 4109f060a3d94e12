/**
 * A chart of lines or bars and, one press away, the same numbers as a table: what the eye cannot read, the table
 * says. Grids of shades are HeatTable.
 */
import { BarChartOutlined, TableOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import type { EChartsCoreOption } from 'echarts/core';
import { lazy, Suspense, useState } from 'react';
import { useSharedWords } from '../i18n/words';
import { Bones } from '../ui/State';
import type { Look } from './look';
import css from './Chart.module.css';

export type ChartOption = EChartsCoreOption;
export type { Look };

export interface ChartProps {
  /** What the picture shows, in one sentence: read out instead of the picture. */
  caption: string;
  /** Builds the ECharts option; wrap it in useCallback or define it with useMemo'd data. */
  option: (look: Look) => ChartOption;
  /** The same numbers, formatted. The first column names the row. */
  table: { columns: readonly string[]; rows: readonly (readonly (string | number)[])[] };
  height?: number;
  /** A press on a point or bar; give the same way through the table or a link for the keyboard. */
  onPick?: (event: {
    name: string;
    dataIndex: number;
    seriesName?: string;
    value: unknown;
  }) => void;
}

const Canvas = lazy(() => import('./Canvas'));

export function Chart({ caption, option, table, height = 260, onPick }: ChartProps) {
  const t = useSharedWords();
  const [isTable, setTable] = useState(false);
  return (
    <figure className={css.chart}>
      <div className={css.switch}>
        <Button
          type="text"
          size="small"
          icon={isTable ? <BarChartOutlined /> : <TableOutlined />}
          aria-label={`${isTable ? t('chart.picture') : t('chart.table')}: ${caption}`}
          onClick={() => setTable(!isTable)}
        />
      </div>
      {isTable ? (
        <Numbers caption={caption} table={table} height={height} />
      ) : (
        <div role="img" aria-label={caption} style={{ minHeight: height }}>
          <Suspense fallback={<Bones lines={5} />}>
            <Canvas option={option} height={height} onPick={onPick} />
          </Suspense>
        </div>
      )}
    </figure>
  );
}

function Numbers({ caption, table, height }: Pick<ChartProps, 'caption' | 'table' | 'height'>) {
  return (
    // A region that scrolls must be reachable by keyboard.
    <div
      className={css.numbers}
      style={{ maxHeight: height }}
      tabIndex={0}
      role="region"
      aria-label={caption}
    >
      <table>
        <thead>
          <tr>
            {table.columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row) => (
            <tr key={String(row[0])}>
              {row.map((cell, at) =>
                at === 0 ? (
                  <th key={at} scope="row">
                    {cell}
                  </th>
                ) : (
                  <td key={at}>{cell}</td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
