/** Which events did sources send, and how many? */
import { useMemo } from 'react';
import { useAct } from '../../../shared/api/queries';
import { ListPage } from '../../../shared/list/ListPage';
import type { Column, Filter, ListQuery } from '../../../shared/list/types';
import { useList } from '../../../shared/list/useList';
import { useFormat } from '../../../shared/session';
import { LinkButton } from '../../../shared/ui/LinkButton';
import { Time } from '../../../shared/ui/small';
import { exportEvents, fetchEvents, keys, KINDS, MODES, useSources, type EventLine } from '../api';
import { ModeTag } from '../parts/ModeTag';
import { Spark } from '../parts/Spark';
import { useKnown } from '../parts/useKnown';
import { urls } from '../urls';
import { useWords } from '../words';

export function Component() {
  const t = useWords();
  const list = useList<EventLine>({
    key: keys.events,
    sort: '-month',
    filters: useFilters(),
    fetch: fetchEvents,
  });
  const download = useAct<ListQuery>({ run: exportEvents });
  return (
    <ListPage
      name="data.events"
      title={t('events.title')}
      lead={t('events.lead')}
      list={list}
      columns={useColumns()}
      rowKey={(row) => row.id}
      open={(row) => String(row.id)}
      search={t('events.search')}
      exports={[{ key: 'csv', label: t('events.csv'), run: (query) => download.mutate(query) }]}
      empty={{
        title: t('events.empty'),
        text: t('events.empty.text'),
        act: <LinkButton to={urls.sources()}>{t('event.sources')}</LinkButton>,
      }}
    />
  );
}

function useFilters(): readonly Filter[] {
  const t = useWords();
  const sources = useSources().data?.items;
  return useMemo(
    () => [
      {
        kind: 'choice',
        name: 'source_id',
        label: t('event.sources'),
        options: (sources ?? []).map(({ id, name }) => ({ value: String(id), label: name })),
      },
      {
        kind: 'choice',
        name: 'kind',
        label: t('event.kind'),
        options: KINDS.map((value) => ({ value, label: t(`kind.${value}`) })),
      },
      {
        kind: 'choice',
        name: 'plan',
        label: t('event.plan'),
        options: (['none', ...MODES] as const).map((value) => ({
          value,
          label: t(`plan.mode.${value}`),
        })),
      },
    ],
    [t, sources],
  );
}

function useColumns(): readonly Column<EventLine>[] {
  const t = useWords();
  const known = useKnown();
  const format = useFormat();
  const sources = useSources().data?.items;
  const namesOf = (ids: readonly number[]) =>
    format.list(ids.map((id) => sources?.find((one) => one.id === id)?.name ?? String(id)));
  return [
    { key: 'name', title: t('event.name'), render: (row) => nameOf(row, known), sort: true },
    { key: 'kind', title: t('event.kind'), render: (row) => known('kind', row.kind) },
    {
      key: 'month',
      title: t('event.month'),
      align: 'right',
      render: (row) => format.number(row.month),
      sort: true,
    },
    {
      key: 'week',
      title: t('event.week'),
      align: 'right',
      render: (row) => format.number(row.week),
      sort: true,
    },
    { key: 'change', title: t('event.change'), render: (row) => <Change event={row} /> },
    { key: 'trend', title: t('event.trend'), render: (row) => <Trend event={row} /> },
    { key: 'sources', title: t('event.sources'), render: (row) => namesOf(row.source_ids) || '—' },
    { key: 'plan', title: t('event.plan'), render: (row) => <ModeTag mode={row.plan} /> },
    {
      key: 'problems',
      title: t('event.problems'),
      align: 'right',
      render: (row) => (row.plan ? format.number(row.problems) : '—'),
      isExtra: true,
    },
    {
      key: 'first_at',
      title: t('event.first'),
      render: (row) => <Time at={row.first_at} dateOnly />,
      sort: true,
      isExtra: true,
    },
    {
      key: 'last_at',
      title: t('event.last'),
      render: (row) => <Time at={row.last_at} ago />,
      sort: true,
    },
    {
      key: 'description',
      title: t('event.description'),
      render: (row) => row.description || '—',
      isLong: true,
      isExtra: true,
    },
  ];
}

/** Page views and the like have no name but what they are. */
function nameOf(row: EventLine, known: ReturnType<typeof useKnown>): string {
  return row.kind === 'track' ? row.name : known('kind', row.kind);
}

function Change({ event }: { event: EventLine }) {
  const t = useWords();
  const format = useFormat();
  if (event.week_before === 0) return <>{event.week > 0 ? t('event.new') : '—'}</>;
  const share = event.week / event.week_before - 1;
  return <>{`${share > 0 ? '▲' : share < 0 ? '▼' : ''} ${format.percent(Math.abs(share))}`}</>;
}

function Trend({ event }: { event: EventLine }) {
  const t = useWords();
  const format = useFormat();
  const most = format.number(Math.max(0, ...event.days));
  return <Spark days={event.days} label={t('event.trend.label', { name: event.name, most })} />;
}
