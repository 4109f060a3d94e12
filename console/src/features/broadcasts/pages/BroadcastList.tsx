/** What have we sent, and what is about to go out? */
import { PlusOutlined } from '@ant-design/icons';
import { useMemo } from 'react';
import { ListPage } from '../../../shared/list/ListPage';
import type { Column, Filter } from '../../../shared/list/types';
import { useList } from '../../../shared/list/useList';
import { useCan, useFormat } from '../../../shared/session';
import { LinkButton } from '../../../shared/ui/LinkButton';
import { Time } from '../../../shared/ui/small';
import { fetchBroadcasts, isMoving, keys, type Broadcast } from '../api';
import { StateTag } from '../parts/StateTag';
import { urls } from '../urls';
import { useWords } from '../words';

const STATES = [
  'draft',
  'scheduled',
  'sending',
  'paused',
  'held',
  'finished',
  'cancelled',
] as const;

export function Component() {
  const t = useWords();
  const can = useCan();
  const filters = useMemo<Filter[]>(
    () => [
      {
        kind: 'choice',
        name: 'state',
        label: t('state'),
        options: STATES.map((value) => ({ value, label: t(`broadcast.${value}`) })),
      },
    ],
    [t],
  );
  const list = useList<Broadcast>({
    key: keys.broadcasts,
    fetch: fetchBroadcasts,
    filters,
    sort: '-updated_at',
    every: (page) => (page?.items.some((row) => isMoving(row.state)) ? 3000 : false),
  });
  const add = can('broadcasts.write') && (
    <LinkButton to={urls.add()} type="primary" icon={<PlusOutlined />}>
      {t('add')}
    </LinkButton>
  );
  return (
    <ListPage
      name="broadcasts"
      title={t('title')}
      lead={t('lead')}
      act={add}
      list={list}
      search={t('search')}
      rowKey={(row) => row.id}
      open={(row) => String(row.id)}
      empty={{ title: t('empty'), text: t('empty.text'), act: add }}
      columns={useColumns()}
    />
  );
}

function useColumns(): readonly Column<Broadcast>[] {
  const t = useWords();
  const format = useFormat();
  const count = (value: number | null) => (value === null ? '—' : format.number(value));
  return [
    { key: 'name', title: t('name'), render: (row) => row.name },
    { key: 'state', title: t('state'), render: (row) => <StateTag state={row.state} /> },
    {
      key: 'to',
      title: t('audience'),
      isLong: true,
      render: (row) =>
        row.is_everyone ? t('everyone') : format.list(Object.values<string>(row.segment_names)),
    },
    { key: 'content', title: t('content'), render: (row) => row.content_name },
    { key: 'sent', title: t('sent'), align: 'right', render: (row) => count(row.sent) },
    { key: 'refused', title: t('refused'), align: 'right', render: (row) => count(row.refused) },
    { key: 'held', title: t('heldout'), align: 'right', render: (row) => count(row.held_out) },
    {
      key: 'at',
      title: t('when'),
      render: (row) => <Time at={row.started_at ?? row.scheduled_at} />,
    },
    { key: 'owner', title: t('owner'), render: (row) => row.owner, isExtra: true },
  ];
}
