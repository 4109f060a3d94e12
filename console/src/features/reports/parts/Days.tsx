/** A broadcast day by day: what people did, treated and holdout. */
import { useCallback, useMemo } from 'react';
import { Chart, type Look } from '../../../shared/chart/Chart';
import { baseOption } from '../../../shared/chart/look';
import { serverWord } from '../../../shared/i18n';
import { Panel } from '../../../shared/ui/Page';
import type { Report } from '../api';
import { useLabel } from './ServerFigure';
import { useWords } from '../words';

export function Days({ report }: { report: Report }) {
  const t = useWords();
  const label = useLabel();
  const codes = useMemo(
    () => report.days[0]?.figures.map((figure) => figure.code) ?? [],
    [report.days],
  );
  const days = report.days;
  const option = useCallback(
    (look: Look) => ({
      ...baseOption(look),
      legend: { top: 0 },
      xAxis: { type: 'category' as const, data: days.map((day) => day.day.slice(5)) },
      yAxis: {
        type: 'value' as const,
        name: serverWord(`unit.${days[0]?.figures[0]?.unit}`),
        minInterval: 1,
      },
      series: codes.map((code, at) => ({
        type: 'line' as const,
        name: label(code),
        data: days.map((day) => day.figures[at]?.value ?? 0),
      })),
    }),
    [days, codes, label],
  );
  if (days.length === 0) return null;
  return (
    <Panel title={t('report.days')}>
      <Chart
        caption={t('report.days')}
        option={option}
        table={{
          columns: [t('day'), ...codes.map(label)],
          rows: days.map((day) => [day.day, ...day.figures.map((figure) => figure.value ?? 0)]),
        }}
      />
    </Panel>
  );
}
