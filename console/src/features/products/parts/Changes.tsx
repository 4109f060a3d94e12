/** Price, cost and stock as they changed, as lines of steps, and every change with who told it. */
import { useCallback, useMemo } from 'react';
import { Chart, type Look } from '../../../shared/chart/Chart';
import { baseOption } from '../../../shared/chart/look';
import { useFormat, useSession } from '../../../shared/session';
import { exponent } from '../../../shared/format';
import { LinkButton } from '../../../shared/ui/LinkButton';
import { Panel } from '../../../shared/ui/Page';
import type { Change, Product } from '../api';
import { urls } from '../urls';
import { useWords } from '../words';

export function Changes({ product }: { product: Product }) {
  const t = useWords();
  if (product.changes.length === 0)
    return (
      <Panel title={t('changes')}>
        <p className="soft">{t('changes.none')}</p>
      </Panel>
    );
  return (
    <>
      <Steps of={product} title={t('prices')} whats={['price', 'cost']} />
      <Steps of={product} title={t('stocks')} whats={['stock']} />
    </>
  );
}

const DAY = 86_400_000;
const isLong = (told: readonly Change[]) => Date.now() - Date.parse(told[0]?.at ?? '') > 3 * DAY;
const iso = (at: number) => new Date(at).toISOString();

interface StepsProps {
  of: Product;
  title: string;
  whats: readonly Change['what'][];
}

function Steps({ of, title, whats }: StepsProps) {
  const t = useWords();
  const format = useFormat();
  const { currency } = useSession().workspace;
  const told = useMemo(
    () => of.changes.filter(({ what }) => whats.includes(what)).toReversed(),
    [of.changes, whats],
  );
  const isMoney = !whats.includes('stock');
  const unit = isMoney ? 10 ** exponent(currency) : 1;
  const option = useCallback(
    (look: Look) => ({
      ...baseOption(look),
      legend: { top: 0 },
      // ECharts would write the browser's time, not that of the workspace.
      xAxis: {
        type: 'time' as const,
        axisLabel: {
          hideOverlap: true,
          formatter: (at: number) => (isLong(told) ? format.date : format.dateTime)(iso(at)),
        },
      },
      yAxis: { type: 'value' as const, name: isMoney ? currency : t('months.pieces') },
      series: whats.map((what) => ({
        type: 'line' as const,
        step: 'end' as const,
        name: t(what),
        data: untilNow(told.filter((one) => one.what === what)).map(([at, value]) => [
          at,
          value / unit,
        ]),
      })),
    }),
    [told, whats, t, format, isMoney, currency, unit],
  );
  if (told.length === 0) return null;
  const by = (name: string) => (name === 'file' ? t('told.file') : name);
  return (
    <Panel title={title} act={<LinkButton to={urls.export()}>{t('changes.export')}</LinkButton>}>
      <Chart
        caption={title}
        option={option}
        table={{
          columns: [t('changes.at'), t('changes.what'), t('changes.value'), t('changes.by')],
          rows: of.changes
            .filter(({ what }) => whats.includes(what))
            .map((one) => [
              format.dateTime(one.at),
              t(one.what),
              isMoney ? format.money(one.value) : format.number(one.value),
              by(one.told_by),
            ]),
        }}
      />
    </Panel>
  );
}

/** What was told last still holds. */
function untilNow(told: readonly Change[]): (readonly [number, number])[] {
  const points = told.map(({ at, value }) => [Date.parse(at), value] as const);
  const last = points.at(-1);
  return last ? [...points, [Date.now(), last[1]]] : [];
}
