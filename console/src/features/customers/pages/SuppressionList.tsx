/** Addresses that nothing is sent to, and why. */
import { PlusOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useMemo } from 'react';
import { Link } from 'react-router';
import { ListPage } from '../../../shared/list/ListPage';
import type { Column, Filter } from '../../../shared/list/types';
import { useList } from '../../../shared/list/useList';
import { useCan } from '../../../shared/session';
import { ConfirmDanger } from '../../../shared/ui/ConfirmDanger';
import { LinkButton } from '../../../shared/ui/LinkButton';
import { Time } from '../../../shared/ui/small';
import {
  CAUSES,
  CHANNELS,
  fetchSuppressions,
  keys,
  useLiftSuppression,
  type Suppression,
} from '../consent';
import { useKnown } from '../parts/useKnown';
import { useSource } from '../parts/useSource';
import { urls } from '../urls';
import { useWords } from '../words';

export function Component() {
  const t = useWords();
  const mayWrite = useCan()('consent.write');
  const list = useList<Suppression>({
    key: keys.suppressions,
    filters: useFilters(),
    fetch: fetchSuppressions,
  });
  const add = mayWrite && (
    <LinkButton to={urls.suppressionAdd()} type="primary" icon={<PlusOutlined />}>
      {t('suppression.add')}
    </LinkButton>
  );
  return (
    <ListPage
      name="settings.suppressions"
      title={t('suppression.title')}
      lead={t('suppression.lead')}
      act={add}
      list={list}
      columns={useColumns(mayWrite)}
      rowKey={(row) => row.id}
      empty={{ title: t('suppression.empty'), text: t('suppression.empty.text'), act: add }}
    />
  );
}

function useFilters(): readonly Filter[] {
  const t = useWords();
  const known = useKnown();
  return useMemo(() => {
    const options = (of: 'channel' | 'cause', values: readonly string[]) =>
      values.map((value) => ({ value, label: known(of, value) }));
    return [
      {
        kind: 'choice',
        name: 'channel',
        label: t('suppression.channel'),
        options: options('channel', CHANNELS),
      },
      {
        kind: 'choice',
        name: 'cause',
        label: t('suppression.cause'),
        options: options('cause', CAUSES),
      },
    ];
  }, [t, known]);
}

function useColumns(mayWrite: boolean): readonly Column<Suppression>[] {
  const t = useWords();
  const known = useKnown();
  const from = useSource();
  return [
    {
      key: 'customer',
      title: t('suppression.whose'),
      render: ({ customer_id: id }) =>
        id === null ? (
          <span className="soft">{t('suppression.nobody')}</span>
        ) : (
          <Link to={urls.one(id)}>{t('suppression.customer', { id })}</Link>
        ),
    },
    {
      key: 'channel',
      title: t('suppression.channel'),
      render: (row) => known('channel', row.channel),
    },
    { key: 'cause', title: t('suppression.cause'), render: (row) => known('cause', row.cause) },
    { key: 'source', title: t('suppression.source'), render: (row) => from(row.source) },
    { key: 'at', title: t('suppression.at'), render: (row) => <Time at={row.at} /> },
    ...(mayWrite
      ? [
          {
            key: 'lift',
            title: '',
            render: (row: Suppression) => row.cause !== 'unsubscribed' && <Lift row={row} />,
          },
        ]
      : []),
  ];
}

function Lift({ row }: { row: Suppression }) {
  const t = useWords();
  const lift = useLiftSuppression(t('suppression.lift.done'));
  return (
    <ConfirmDanger
      title={t('suppression.lift.title')}
      consequence={t('suppression.lift.text')}
      act={t('suppression.lift')}
      onConfirm={() => lift.mutateAsync(row.id)}
    >
      {(open) => (
        <Button
          size="small"
          danger
          onClick={open}
          aria-label={`${t('suppression.lift')} ${row.id}`}
        >
          {t('suppression.lift')}
        </Button>
      )}
    </ConfirmDanger>
  );
}
