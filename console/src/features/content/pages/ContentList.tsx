/** What do we say to customers? */
import { PlusOutlined } from '@ant-design/icons';
import { useMemo } from 'react';
import { ListPage } from '../../../shared/list/ListPage';
import type { Column, Filter } from '../../../shared/list/types';
import { useList } from '../../../shared/list/useList';
import { useCan } from '../../../shared/session';
import { LinkButton } from '../../../shared/ui/LinkButton';
import { StatusTag } from '../../../shared/ui/StatusTag';
import { Time } from '../../../shared/ui/small';
import { fetchContent, keys, type Content } from '../api';
import { urls } from '../urls';
import { useWords } from '../words';

export function Component() {
  const t = useWords();
  const can = useCan();
  const filters = useMemo<Filter[]>(
    () => [
      {
        kind: 'choice',
        name: 'state',
        label: t('state'),
        options: [
          { value: 'live', label: t('state.live') },
          { value: 'archived', label: t('state.archived') },
        ],
      },
    ],
    [t],
  );
  const list = useList<Content>({
    key: keys.content,
    fetch: fetchContent,
    filters,
    sort: '-updated_at',
  });
  const add = can('content.write') && (
    <LinkButton to={urls.add()} type="primary" icon={<PlusOutlined />}>
      {t('list.add')}
    </LinkButton>
  );
  return (
    <ListPage
      name="content"
      title={t('list.title')}
      lead={t('list.lead')}
      act={add}
      list={list}
      search={t('list.search')}
      rowKey={(row) => row.id}
      open={(row) => String(row.id)}
      empty={{ title: t('list.empty'), text: t('list.empty.text'), act: add }}
      columns={useColumns()}
    />
  );
}

function useColumns(): readonly Column<Content>[] {
  const t = useWords();
  return [
    { key: 'name', title: t('name'), sort: true, render: (row) => row.name },
    { key: 'subject', title: t('subject'), sort: true, isLong: true, render: (row) => row.subject },
    { key: 'latest', title: t('version'), sort: true, align: 'right', render: (row) => row.latest },
    {
      key: 'updated_at',
      title: t('changed'),
      sort: true,
      render: (row) => <Time at={row.updated_at} ago />,
    },
    { key: 'changed_by', title: t('changed.by'), render: (row) => row.changed_by },
    {
      key: 'state',
      title: t('state'),
      render: (row) => (
        <StatusTag tone={row.is_archived ? 'neutral' : 'success'}>
          {t(row.is_archived ? 'state.archived' : 'state.live')}
        </StatusTag>
      ),
    },
    {
      key: 'created_at',
      title: t('made'),
      isExtra: true,
      render: (row) => <Time at={row.created_at} />,
    },
    { key: 'created_by', title: t('made.by'), isExtra: true, render: (row) => row.created_by },
  ];
}
