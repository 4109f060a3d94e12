/** Messages that the plan held back: why, what they carry (masked), replayed or discarded. */
import { Button } from 'antd';
import { useMemo } from 'react';
import { ListPage } from '../../../shared/list/ListPage';
import type { BulkAct, Column, Filter } from '../../../shared/list/types';
import { useList } from '../../../shared/list/useList';
import { useCan } from '../../../shared/session';
import { LinkButton } from '../../../shared/ui/LinkButton';
import { Time } from '../../../shared/ui/small';
import { StatusTag } from '../../../shared/ui/StatusTag';
import {
  fetchBlocked,
  keys,
  useDiscard,
  usePlan,
  useReplay,
  useSources,
  type Blocked,
} from '../api';
import { Examples } from '../parts/Problems';
import { useKnown } from '../parts/useKnown';
import { urls } from '../urls';
import { useWords } from '../words';

export function Component() {
  const t = useWords();
  const can = useCan();
  const list = useList<Blocked>({
    key: [...keys.plan, 'blocked'],
    filters: useFilters(),
    fetch: fetchBlocked,
    every: (page) => (page?.items.some((row) => row.is_on_its_way) ? 2000 : false),
  });
  const name = list.query.filters['name'] ?? '';
  const replay = useReplaying();
  const isEmpty = list.page?.items.length === 0;
  return (
    <ListPage
      name="data.blocked"
      title={t('blocked.title')}
      lead={t('blocked.lead')}
      act={
        can('sources.write') &&
        !isEmpty && (
          <Button type="primary" loading={replay.isPending} onClick={() => replay.mutate({ name })}>
            {name ? t('blocked.replay.of', { name }) : t('blocked.replay')}
          </Button>
        )
      }
      list={list}
      columns={useColumns()}
      rowKey={(row) => row.id}
      bulk={useBulk()}
      empty={{
        title: t('blocked.empty'),
        text: t('blocked.empty.text'),
        act: <LinkButton to={urls.plans()}>{t('blocked.back')}</LinkButton>,
      }}
    />
  );
}

function useReplaying() {
  const t = useWords();
  return useReplay(({ count, left }) =>
    left > 0 ? t('blocked.replayed.left', { count, left }) : t('blocked.replayed', { count }),
  );
}

function useBulk(): readonly BulkAct[] | undefined {
  const t = useWords();
  const mayWrite = useCan()('sources.write');
  const replay = useReplaying();
  const discard = useDiscard((count) => t('blocked.discarded', { count }));
  if (!mayWrite) return undefined;
  return [
    {
      key: 'replay',
      label: t('blocked.replay.picked'),
      run: (ids, done) => replay.mutate({ ids: ids.map(Number) }, { onSuccess: done }),
    },
    {
      key: 'discard',
      label: t('blocked.discard'),
      isDanger: true,
      run: (ids, done) => discard.mutate({ ids: ids.map(Number) }, { onSuccess: done }),
    },
  ];
}

function useFilters(): readonly Filter[] {
  const t = useWords();
  const blocked = usePlan().data?.blocked;
  const sources = useSources().data?.items;
  return useMemo(
    () => [
      {
        kind: 'choice',
        name: 'name',
        label: t('blocked.event'),
        width: 200,
        options: Object.keys(blocked ?? {}).map((value) => ({ value, label: value })),
      },
      {
        kind: 'choice',
        name: 'source_id',
        label: t('blocked.source'),
        options: (sources ?? []).map(({ id, name }) => ({ value: String(id), label: name })),
      },
    ],
    [t, blocked, sources],
  );
}

function useColumns(): readonly Column<Blocked>[] {
  const t = useWords();
  const known = useKnown();
  const sources = useSources().data?.items;
  const said = ({ field, reason, value }: Blocked['problems'][number]) => {
    const why = known('problem.reason', reason);
    if (!field) return why;
    const words = { field, reason: why };
    return value ? t('blocked.problem.value', { ...words, value }) : t('blocked.problem', words);
  };
  return [
    { key: 'name', title: t('blocked.event'), render: (row) => row.name },
    {
      key: 'problems',
      title: t('blocked.problems'),
      isLong: true,
      render: (row) => row.problems.map((one) => <div key={one.field}>{said(one)}</div>),
    },
    {
      key: 'properties',
      title: t('blocked.properties'),
      isLong: true,
      render: (row) => (
        <Examples values={Object.entries(row.properties).map((pair) => pair.join(' = '))} />
      ),
    },
    {
      key: 'source',
      title: t('blocked.source'),
      render: (row) => sources?.find((one) => one.id === row.source_id)?.name ?? row.source_id,
    },
    {
      key: 'happened',
      title: t('blocked.happened'),
      render: (row) => <Time at={row.happened_at} />,
      isExtra: true,
    },
    { key: 'at', title: t('blocked.at'), render: (row) => <Time at={row.at} ago /> },
    {
      key: 'state',
      title: t('blocked.state'),
      render: (row) => (
        <StatusTag tone={row.is_on_its_way ? 'info' : 'warning'}>
          {t(row.is_on_its_way ? 'blocked.moving' : 'blocked.waiting')}
        </StatusTag>
      ),
    },
  ];
}
