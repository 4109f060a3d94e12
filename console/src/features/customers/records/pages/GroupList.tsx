/** Households and companies: customers who belong together and stay several. */
import { PlusOutlined } from '@ant-design/icons';
import { useMemo } from 'react';
import { ListPage } from '../../../../shared/list/ListPage';
import type { Column, Filter } from '../../../../shared/list/types';
import { useList } from '../../../../shared/list/useList';
import { useCan, useFormat } from '../../../../shared/session';
import { LinkButton } from '../../../../shared/ui/LinkButton';
import { Money, Time } from '../../../../shared/ui/small';
import { useGroupName } from '../parts/useGroupName';
import { fetchGroups, keys, KINDS, type Group } from '../together';
import { urls } from '../urls';
import { useWords } from '../words';

export function Component() {
  const t = useWords();
  const mayWrite = useCan()('customers.write');
  const filters = useMemo<readonly Filter[]>(
    () => [
      {
        kind: 'choice',
        name: 'kind',
        label: t('group.kind'),
        options: KINDS.map((value) => ({ value, label: t(`group.${value}`) })),
      },
    ],
    [t],
  );
  const list = useList<Group>({ key: keys.groups, fetch: fetchGroups, filters });
  const add = mayWrite && (
    <LinkButton to={urls.groupAdd()} type="primary" icon={<PlusOutlined />}>
      {t('group.add')}
    </LinkButton>
  );
  return (
    <ListPage
      name="groups"
      title={t('groups.title')}
      lead={t('groups.lead')}
      act={add}
      list={list}
      search={t('group.search')}
      columns={useColumns()}
      rowKey={(row) => row.id}
      open={(row) => String(row.id)}
      empty={{ title: t('groups.empty'), text: t('groups.empty.text'), act: add }}
    />
  );
}

function useColumns(): readonly Column<Group>[] {
  const t = useWords();
  const format = useFormat();
  const name = useGroupName();
  return [
    { key: 'name', title: t('group.name'), render: name },
    {
      key: 'kind',
      title: t('group.kind'),
      render: (row) => t(`group.${row.kind as 'household' | 'company'}`),
    },
    {
      key: 'members',
      title: t('group.members'),
      align: 'right',
      render: (row) => format.number(row.members),
    },
    {
      key: 'who',
      title: t('group.who'),
      isLong: true,
      render: (row) => format.list(row.shown.map((one) => one.label || String(one.customer_id))),
    },
    { key: 'since', title: t('group.since'), render: (row) => <Time at={row.created_at} /> },
    {
      key: 'net',
      title: t('group.net.shown'),
      align: 'right',
      isExtra: true,
      render: (row) => <Money minor={row.net} />,
    },
  ];
}
