/** What a product sold, month by month; each month opens its orders. */
import { useCallback } from 'react';
import { useNavigate } from 'react-router';
import { Chart, type Look } from '../../../shared/chart/Chart';
import { baseOption } from '../../../shared/chart/look';
import { useCan, useFormat, useSession } from '../../../shared/session';
import { startOfDay } from '../../../shared/format';
import { Panel } from '../../../shared/ui/Page';
import type { Product } from '../api';
import { urls } from '../urls';
import { useWords } from '../words';

export function Months({ product }: { product: Product }) {
  const t = useWords();
  const can = useCan();
  const format = useFormat();
  const navigate = useNavigate();
  const { timezone } = useSession().workspace;
  const { months } = product;
  const option = useCallback(
    (look: Look) => ({
      ...baseOption(look),
      legend: { top: 0 },
      xAxis: { type: 'category' as const, data: months.map(({ month }) => month.slice(0, 7)) },
      yAxis: { type: 'value' as const, name: t('months.pieces'), minInterval: 1 },
      series: [
        {
          type: 'bar' as const,
          name: t('months.pieces'),
          data: months.map(({ pieces }) => pieces),
        },
        {
          type: 'bar' as const,
          name: t('months.returned'),
          data: months.map(({ returned }) => returned),
        },
      ],
    }),
    [months, t],
  );
  const open = ({ dataIndex }: { dataIndex: number }) => {
    const month = months[dataIndex]?.month;
    if (!month || !can('reports.read')) return;
    const span = { start: startOfDay(month, timezone), end: startOfDay(after(month), timezone) };
    const label = t('behind.month', { month: month.slice(0, 7) });
    void navigate(urls.orders(product, label, span));
  };
  return (
    <Panel title={t('months')}>
      {months.length === 0 ? (
        <p className="soft">{t('months.none')}</p>
      ) : (
        <Chart
          caption={t('months')}
          option={option}
          onPick={open}
          table={{
            columns: [t('month'), t('months.pieces'), t('months.returned'), t('months.revenue')],
            rows: months.map((one) => [
              one.month.slice(0, 7),
              format.number(one.pieces),
              format.number(one.returned),
              format.money(one.revenue),
            ]),
          }}
        />
      )}
    </Panel>
  );
}

/** The first day of the month after the one that begins on this day. */
function after(month: string): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number, 1)).toISOString().slice(0, 10);
}
