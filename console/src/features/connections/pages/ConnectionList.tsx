/** Which platforms are connected, and whether they keep up. */
import { PlusOutlined } from '@ant-design/icons';
import { ListPage } from '../../../shared/list/ListPage';
import { pageOf } from '../../../shared/list/local';
import type { Column } from '../../../shared/list/types';
import { useList } from '../../../shared/list/useList';
import { useCan } from '../../../shared/session';
import { LinkButton } from '../../../shared/ui/LinkButton';
import { Time } from '../../../shared/ui/small';
import { fetchConnections, keys, type Connection } from '../api';
import { ConnectionState, Counts, KindName, Lag, problemWords } from '../parts/pieces';
import { urls } from '../urls';
import { useWords } from '../words';

export function Component() {
  const t = useWords();
  const mayWrite = useCan()('sources.write');
  const list = useList<Connection>({
    key: keys.connections,
    fetch: async (query) =>
      pageOf(await fetchConnections(), query, {
        search: [(row) => row.name, (row) => row.kind],
        sorts: { name: (row) => row.name, last_ok_at: (row) => row.last_ok_at },
      }),
    every: () => 10_000,
  });
  const add = mayWrite && (
    <LinkButton to={urls.add()} type="primary" icon={<PlusOutlined />}>
      {t('add')}
    </LinkButton>
  );
  return (
    <ListPage
      name="data.connections"
      title={t('title')}
      lead={t('lead')}
      act={add}
      list={list}
      columns={useColumns()}
      rowKey={(row) => row.id}
      open={(row) => String(row.id)}
      search={t('search')}
      empty={{ title: t('empty'), text: t('empty.text'), act: add }}
    />
  );
}

function useColumns(): readonly Column<Connection>[] {
  const t = useWords();
  return [
    { key: 'name', title: t('name'), render: (row) => row.name, sort: true },
    { key: 'kind', title: t('kind'), render: (row) => <KindName name={row.kind} /> },
    { key: 'state', title: t('state'), render: (row) => <ConnectionState row={row} /> },
    { key: 'lag', title: t('lag'), render: (row) => <Lag row={row} /> },
    {
      key: 'problem',
      title: t('problem'),
      render: (row) => (row.problem ? problemWords(row.problem) : '—'),
    },
    { key: 'counts', title: t('read'), render: (row) => <Counts counts={row.counts} /> },
    {
      key: 'last_ok_at',
      title: t('last_ok'),
      render: (row) => <Time at={row.last_ok_at} ago />,
      sort: true,
    },
  ];
}
