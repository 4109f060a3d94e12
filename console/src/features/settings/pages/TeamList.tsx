/** Teams: people who share a range of shops. */
import { PlusOutlined } from '@ant-design/icons';
import { pageOf } from '../../../shared/list/local';
import { ListPage } from '../../../shared/list/ListPage';
import { useList } from '../../../shared/list/useList';
import { useCan } from '../../../shared/session';
import { LinkButton } from '../../../shared/ui/LinkButton';
import { fetchTeams, keys, type Team } from '../api';
import { shopsText } from '../parts/shopsText';
import { urls } from '../urls';
import { useWords } from '../words';

export function Component() {
  const t = useWords();
  const can = useCan();
  const list = useList<Team>({
    key: keys.teams,
    sort: 'name',
    fetch: async (query) =>
      pageOf(await fetchTeams(), query, {
        search: [(row) => row.name],
        sorts: { name: (row) => row.name },
      }),
  });
  const add = can('staff.write') && (
    <LinkButton to={urls.teamAdd()} type="primary" icon={<PlusOutlined />}>
      {t('team.add')}
    </LinkButton>
  );
  return (
    <ListPage
      name="settings.teams"
      title={t('team.title')}
      lead={t('team.lead')}
      act={add}
      list={list}
      columns={[
        { key: 'name', title: t('team.name'), render: (row) => row.name, sort: true },
        { key: 'shops', title: t('team.shops'), render: (row) => shopsText(t, row.shop_ids) },
      ]}
      rowKey={(row) => row.id}
      open={(row) => String(row.id)}
      search={t('team.search')}
      empty={{ title: t('team.empty'), text: t('team.empty.text'), act: add }}
    />
  );
}
