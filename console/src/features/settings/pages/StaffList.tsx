/** Who works in this workspace. */
import { PlusOutlined } from '@ant-design/icons';
import { useMemo } from 'react';
import { serverWord, serverWords } from '../../../shared/i18n';
import { pageOf } from '../../../shared/list/local';
import { ListPage } from '../../../shared/list/ListPage';
import type { Column, Filter } from '../../../shared/list/types';
import { useList } from '../../../shared/list/useList';
import { useCan, useFormat } from '../../../shared/session';
import { LinkButton } from '../../../shared/ui/LinkButton';
import { Time } from '../../../shared/ui/small';
import { StatusTag } from '../../../shared/ui/StatusTag';
import { shopsText } from '../parts/shopsText';
import { fetchStaff, keys, useTeams, type Member, type Team } from '../api';
import { urls } from '../urls';
import { useWords } from '../words';

export function Component() {
  const t = useWords();
  const can = useCan();
  const format = useFormat();
  const teams = useTeams().data;
  const list = useList<Member>({
    key: keys.staff,
    filters: useStaffFilters(),
    sort: 'name',
    fetch: async (query) =>
      pageOf(await fetchStaff(), query, {
        search: [(row) => row.name, (row) => row.email],
        sorts: { name: nameOf, role: (row) => row.role, last_login: (row) => row.last_login },
        keep: (row) => !query.filters['role'] || row.role === query.filters['role'],
      }),
  });
  const add = can('staff.write') && (
    <LinkButton to={urls.staffAdd()} type="primary" icon={<PlusOutlined />}>
      {t('staff.add')}
    </LinkButton>
  );
  return (
    <ListPage
      name="settings.staff"
      title={t('staff.title')}
      lead={t('staff.lead')}
      act={add}
      list={list}
      columns={columns(t, format.list, teams ?? [])}
      rowKey={(row) => row.id}
      open={(row) => String(row.id)}
      search={t('staff.search')}
      empty={{ title: t('staff.empty'), text: t('staff.empty.text'), act: add }}
    />
  );
}

const nameOf = (row: Member): string => row.name || row.email;

function useStaffFilters(): readonly Filter[] {
  const t = useWords();
  return useMemo(
    () => [
      {
        kind: 'choice',
        name: 'role',
        label: t('staff.role'),
        options: serverWords('role.').map(([value, label]) => ({ value, label })),
      },
    ],
    [t],
  );
}

function columns(
  t: ReturnType<typeof useWords>,
  join: (names: readonly string[]) => string,
  teams: readonly Team[],
): readonly Column<Member>[] {
  return [
    { key: 'name', title: t('staff.name'), render: nameOf, sort: true },
    { key: 'email', title: t('staff.email'), render: (row) => row.email },
    {
      key: 'role',
      title: t('staff.role'),
      render: (row) => serverWord(`role.${row.role}`),
      sort: true,
    },
    {
      key: 'teams',
      title: t('staff.teams'),
      render: (row) =>
        join(teams.filter(({ id }) => row.team_ids.includes(id)).map(({ name }) => name)) || '—',
    },
    { key: 'shops', title: t('staff.shops'), render: (row) => shopsText(t, row.shop_ids) },
    {
      key: 'state',
      title: t('staff.state'),
      render: (row) => (
        <StatusTag tone={row.is_active ? 'success' : 'neutral'}>
          {row.is_active ? t('staff.active') : t('staff.inactive')}
        </StatusTag>
      ),
    },
    {
      key: 'last_login',
      title: t('staff.login'),
      render: (row) => <Time at={row.last_login} ago />,
      sort: true,
    },
  ];
}
