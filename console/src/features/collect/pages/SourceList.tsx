/** What sends events by itself, and does it? */
import { PlusOutlined } from '@ant-design/icons';
import { useShops } from '../../../shared/api/shops';
import { who } from '../../../shared/i18n';
import { pageOf } from '../../../shared/list/local';
import { ListPage } from '../../../shared/list/ListPage';
import type { Column } from '../../../shared/list/types';
import { useList } from '../../../shared/list/useList';
import { useCan, useFormat } from '../../../shared/session';
import { LinkButton } from '../../../shared/ui/LinkButton';
import { Time } from '../../../shared/ui/small';
import { StatusTag } from '../../../shared/ui/StatusTag';
import { fetchSources, keys, type Source } from '../api';
import { useKnown } from '../parts/useKnown';
import { urls } from '../urls';
import { useWords } from '../words';

export function Component() {
  const t = useWords();
  const can = useCan();
  const list = useList<Source>({
    key: keys.sources,
    sort: 'name',
    fetch: async (query) =>
      pageOf((await fetchSources()).items, query, {
        search: [(row) => row.name],
        sorts: {
          name: (row) => row.name,
          last_at: (row) => row.last_at,
          today: (row) => row.today,
          week: (row) => row.week,
        },
      }),
    every: () => 5000,
  });
  const add = can('sources.write') && (
    <LinkButton to={urls.sourceAdd()} type="primary" icon={<PlusOutlined />}>
      {t('source.add')}
    </LinkButton>
  );
  return (
    <ListPage
      name="data.sources"
      title={t('sources.title')}
      lead={t('sources.lead')}
      act={add}
      list={list}
      columns={useColumns()}
      rowKey={(row) => row.id}
      open={(row) => String(row.id)}
      search={t('sources.search')}
      empty={{ title: t('sources.empty'), text: t('sources.empty.text'), act: add }}
    />
  );
}

function useColumns(): readonly Column<Source>[] {
  const t = useWords();
  const known = useKnown();
  const format = useFormat();
  const shops = useShops().data?.items;
  return [
    { key: 'name', title: t('source.name'), render: (row) => row.name, sort: true },
    {
      key: 'kind',
      title: t('source.kind'),
      render: (row) => known('source.kind.short', row.kind),
    },
    {
      key: 'shop',
      title: t('source.shop'),
      render: (row) => shops?.find((one) => one.id === row.shop_id)?.name ?? row.shop_id,
    },
    { key: 'state', title: t('source.state'), render: (row) => <State source={row} /> },
    {
      key: 'last_at',
      title: t('source.last'),
      render: (row) => <Time at={row.last_at} ago />,
      sort: true,
    },
    {
      key: 'today',
      title: t('source.today'),
      align: 'right',
      render: (row) => format.number(row.today),
      sort: true,
    },
    {
      key: 'week',
      title: t('source.week'),
      align: 'right',
      render: (row) => format.number(row.week),
      sort: true,
    },
    { key: 'refusal', title: t('source.refusal'), render: (row) => <Refusal source={row} /> },
    {
      key: 'blocked',
      title: t('source.blocked'),
      align: 'right',
      render: (row) => format.number(row.blocked),
      isExtra: true,
    },
    {
      key: 'created',
      title: t('source.created'),
      render: (row) => <Time at={row.created_at} dateOnly />,
      isExtra: true,
    },
    { key: 'by', title: t('source.by'), render: (row) => who(row.created_by), isExtra: true },
  ];
}

function State({ source }: { source: Source }) {
  const t = useWords();
  if (source.is_paused) return <StatusTag tone="neutral">{t('source.paused')}</StatusTag>;
  return <StatusTag tone="success">{t('source.active')}</StatusTag>;
}

function Refusal({ source }: { source: Source }) {
  const known = useKnown();
  if (!source.refused_at) return <>—</>;
  return (
    <>
      {known('refusal', source.refusal)} · <Time at={source.refused_at} ago />
    </>
  );
}
