/** Which groups of people do we speak to? */
import { PlusOutlined } from '@ant-design/icons';
import { useMemo } from 'react';
import { ListPage } from '../../../shared/list/ListPage';
import type { Column, Filter } from '../../../shared/list/types';
import { useList } from '../../../shared/list/useList';
import { useLanguage } from '../../../shared/preferences';
import { useCan, useFormat } from '../../../shared/session';
import { LinkButton } from '../../../shared/ui/LinkButton';
import { StatusTag } from '../../../shared/ui/StatusTag';
import { Time } from '../../../shared/ui/small';
import { fetchSegments, keys, type Line } from '../api';
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
        label: t('segment.state'),
        options: [
          { value: 'live', label: t('state.live') },
          { value: 'archived', label: t('state.archived') },
          { value: 'all', label: t('state.all') },
        ],
      },
    ],
    [t],
  );
  const list = useList<Line>({ key: keys.segments, fetch: fetchSegments, filters, sort: 'name' });
  const add = can('segments.write') && (
    <LinkButton to={urls.add()} type="primary" icon={<PlusOutlined />}>
      {t('segment.add')}
    </LinkButton>
  );
  return (
    <ListPage
      name="segments"
      title={t('segments.title')}
      lead={t('segments.lead')}
      act={add}
      list={list}
      search={t('segments.search')}
      rowKey={(row) => row.id}
      open={(row) => String(row.id)}
      empty={{ title: t('segments.empty'), text: t('segments.empty.text'), act: add }}
      columns={useColumns()}
    />
  );
}

function useColumns(): readonly Column<Line>[] {
  const t = useWords();
  const format = useFormat();
  const language = useLanguage();
  return [
    { key: 'name', title: t('segment.name'), render: (row) => row.name, sort: true },
    {
      key: 'count',
      title: t('segment.count'),
      align: 'right',
      sort: true,
      render: (row) => (row.count === null ? '—' : format.number(row.count)),
    },
    {
      key: 'sentence',
      title: t('segment.sentence'),
      isLong: true,
      render: (row) => (language === 'zh-CN' ? row.sentence.zh : row.sentence.en),
    },
    {
      key: 'state',
      title: t('segment.state'),
      render: (row) => (
        <StatusTag tone={row.problem ? 'danger' : row.is_archived ? 'neutral' : 'success'}>
          {row.problem ? t('state.problem') : t(row.is_archived ? 'state.archived' : 'state.live')}
        </StatusTag>
      ),
    },
    {
      key: 'evaluated_at',
      title: t('segment.evaluated'),
      render: (row) => <Time at={row.evaluated_at} ago />,
    },
    { key: 'owner', title: t('segment.owner'), render: (row) => row.owner, isExtra: true },
    { key: 'folder', title: t('segment.folder'), render: (row) => row.folder, isExtra: true },
  ];
}
