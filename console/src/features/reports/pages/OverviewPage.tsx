/** How is the shop doing? Seven figures against the period before, their trend, and what sold best. */
import { Segmented, Select } from 'antd';
import { useCallback, useMemo, useState } from 'react';
import { Outlet, Link } from 'react-router';
import { Chart, type Look } from '../../../shared/chart/Chart';
import { baseOption } from '../../../shared/chart/look';
import { exponent } from '../../../shared/format';
import { serverWord } from '../../../shared/i18n';
import { useFormat } from '../../../shared/session';
import { Figures } from '../../../shared/ui/Figure';
import { Page, Panel } from '../../../shared/ui/Page';
import { EmptyState, Ready } from '../../../shared/ui/State';
import { oneOf, useUrlState } from '../../../shared/url/useUrlState';
import { useOverview, type Overview, type ServerFigure as Given, type TopRow } from '../api';
import { ServerFigure, useLabel, useUnits } from '../parts/ServerFigure';
import { behindOf } from '../urls';
import { useWords } from '../words';
import css from '../reports.module.css';

const PERIODS = [
  'today',
  'last_7_days',
  'last_28_days',
  'last_30_days',
  'last_90_days',
  'this_month',
] as const;
const PARTS = { period: oneOf(PERIODS, 'last_28_days') };

export function Component() {
  const t = useWords();
  const [{ period }, set] = useUrlState(PARTS);
  const asked = useOverview({ period });
  return (
    <Page
      title={t('overview.title')}
      lead={asked.data && <Span of={asked.data} />}
      act={
        <Select
          aria-label={t('period')}
          value={period}
          style={{ width: 148 }}
          options={PERIODS.map((value) => ({ value, label: t(`period.${value}`) }))}
          onChange={(value) => set({ period: value })}
        />
      }
    >
      <Ready of={asked} lines={12}>
        {(data) => <Answer data={data} />}
      </Ready>
      <Outlet />
    </Page>
  );
}

function Span({ of }: { of: Overview }) {
  const t = useWords();
  return (
    <>
      {t('overview.lead', {
        from: of.period.first_day,
        to: of.period.last_day,
        before: `${of.before.first_day} – ${of.before.last_day}`,
        zone: of.timezone,
      })}
    </>
  );
}

function Answer({ data }: { data: Overview }) {
  const t = useWords();
  const against = t('overview.before');
  if (data.figures.every((figure) => !figure.value) && data.categories.length === 0) {
    return (
      <Panel>
        <EmptyState title={t('overview.empty')} text={t('overview.empty.text')} />
      </Panel>
    );
  }
  return (
    <>
      <Figures>
        {data.figures.map((figure) => (
          <ServerFigure key={figure.code} figure={figure} against={against} />
        ))}
      </Figures>
      <Trend data={data} />
      <div className={css.pair}>
        <Top title={t('overview.categories')} rows={data.categories} />
        <Top title={t('overview.products')} rows={data.products} />
      </div>
    </>
  );
}

function Trend({ data }: { data: Overview }) {
  const t = useWords();
  const label = useLabel();
  const shown = data.figures.filter((figure) => (figure.trend ?? []).length > 1);
  const [code, choose] = useState('revenue');
  const figure = shown.find((one) => one.code === code) ?? shown[0];
  if (!figure) return null;
  return (
    <Panel
      title={t('overview.trend', { figure: label(figure.code), unit: t(`per.${data.unit}`) })}
      act={
        <Segmented
          size="small"
          value={figure.code}
          options={shown.map((one) => ({ value: one.code, label: label(one.code) }))}
          onChange={choose}
        />
      }
    >
      <Line figure={figure} caption={label(figure.code)} />
    </Panel>
  );
}

interface LineProps {
  figure: Given;
  caption: string;
}

function Line({ figure, caption }: LineProps) {
  const t = useWords();
  const format = useFormat();
  const units = useUnits();
  const say = useCallback(
    (value: number | null) => units(figure.unit, value),
    [units, figure.unit],
  );
  const points = useMemo(() => figure.trend ?? [], [figure.trend]);
  const scale = figure.unit === 'money' ? 10 ** exponent(format.currency) : 1;
  const option = useCallback(
    (look: Look) => ({
      ...baseOption(look),
      xAxis: {
        type: 'category' as const,
        data: points.map((point) => point.first_day.slice(5)),
        boundaryGap: false,
      },
      yAxis: {
        type: 'value' as const,
        name: figure.unit === 'money' ? format.currency : serverWord(`unit.${figure.unit}`),
        axisLabel: {
          formatter: (value: number) =>
            figure.unit === 'share'
              ? format.percent(value, 0)
              : format.number(value, { compact: true }),
        },
      },
      series: [
        {
          type: 'line' as const,
          name: caption,
          data: points.map((point) => (point.value === null ? null : point.value / scale)),
          areaStyle: { opacity: 0.08 },
          tooltip: { valueFormatter: (value: unknown) => say(Number(value) * scale) },
        },
      ],
    }),
    [points, caption, format, scale, figure.unit, say],
  );
  return (
    <Chart
      caption={caption}
      option={option}
      table={{
        columns: [t('day'), caption],
        rows: points.map((point) => [point.first_day, say(point.value)]),
      }}
    />
  );
}

function Top({ title, rows }: { title: string; rows: readonly TopRow[] }) {
  const t = useWords();
  const format = useFormat();
  return (
    <Panel title={title} flush>
      {rows.length === 0 ? (
        <EmptyState title={t('overview.nothing')} />
      ) : (
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">{t('top.name')}</th>
              <th scope="col">{t('top.orders')}</th>
              <th scope="col">{t('top.pieces')}</th>
              <th scope="col">{t('top.revenue')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={`${row.shop_id ?? ''}/${row.sku ?? ''}/${row.name}`}>
                <th scope="row">{row.name || t('top.unnamed')}</th>
                <td>{format.number(row.orders)}</td>
                <td>{format.number(row.pieces)}</td>
                <td>
                  <Link to={behindOf(row.revenue.drilldown, row.name)}>
                    {format.money(Math.round(row.revenue.value ?? 0), { whole: true })}
                  </Link>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}
