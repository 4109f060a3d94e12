/** Customers who look alike: how probable it is that they are one person, why, and a person's answer. */
import { Button, Space } from 'antd';
import { useMemo } from 'react';
import { ListPage } from '../../../../shared/list/ListPage';
import type { Column, Filter } from '../../../../shared/list/types';
import { useList } from '../../../../shared/list/useList';
import { useCan, useFormat } from '../../../../shared/session';
import { who } from '../../../../shared/i18n';
import { LinkButton } from '../../../../shared/ui/LinkButton';
import { Time } from '../../../../shared/ui/small';
import { FIELDS, fetchAlike, keys, STATES, useAnswer, WHATS, type Alike } from '../alike';
import { LookAct, RunPanel } from '../parts/AlikeRun';
import { Reasons } from '../parts/Reasons';
import { Whom } from '../parts/Whom';
import { urls } from '../urls';
import { useWords } from '../words';

export function Component() {
  const t = useWords();
  const mayWrite = useCan()('customers.write');
  const list = useList<Alike>({
    key: keys.alike,
    filters: useFilters(),
    fetch: fetchAlike,
    sort: '-score',
  });
  return (
    <ListPage
      name="alike"
      title={t('alike.title')}
      lead={t('alike.lead')}
      act={
        <Space>
          <LinkButton to={urls.duplicates()}>{t('alike.duplicates')}</LinkButton>
          {mayWrite && <LookAct />}
        </Space>
      }
      above={<RunPanel />}
      list={list}
      columns={useColumns(mayWrite)}
      rowKey={(row) => row.id}
      empty={{ title: t('alike.empty'), text: t('alike.empty.text') }}
    />
  );
}

function useFilters(): readonly Filter[] {
  const t = useWords();
  return useMemo(
    () => [
      {
        kind: 'choice',
        name: 'what',
        label: t('alike.what'),
        options: WHATS.map((value) => ({ value, label: t(`alike.what.${value}`) })),
      },
      {
        kind: 'choice',
        name: 'state',
        label: t('alike.state'),
        options: STATES.map((value) => ({ value, label: t(`alike.state.${value}`) })),
      },
      {
        kind: 'choice',
        name: 'because',
        label: t('alike.because'),
        options: FIELDS.map((value) => ({ value, label: t(`field.${value}`) })),
      },
      {
        kind: 'choice',
        name: 'least',
        label: t('alike.least'),
        options: ['0.9', '0.99', '0.999'].map((value) => ({
          value,
          label: `≥ ${Number(value) * 100} %`,
        })),
      },
    ],
    [t],
  );
}

function useColumns(mayWrite: boolean): readonly Column<Alike>[] {
  const t = useWords();
  const format = useFormat();
  return [
    { key: 'one', title: t('one'), render: (row) => <Whom record={row.one} /> },
    { key: 'other', title: t('other'), render: (row) => <Whom record={row.other} /> },
    {
      key: 'score',
      title: t('alike.score'),
      sort: true,
      align: 'right',
      render: (row) => format.percent(row.score, 1),
    },
    {
      key: 'reason',
      title: t('reason'),
      isLong: true,
      render: (row) => <Reasons reasons={row.reasons} />,
    },
    {
      key: 'found_at',
      title: t('seen'),
      sort: true,
      render: (row) => <Time at={row.found_at} />,
    },
    {
      key: 'decide',
      title: t('decide'),
      render: (row) => <Decide row={row} mayWrite={mayWrite} />,
    },
  ];
}

function Decide({ row, mayWrite }: { row: Alike; mayWrite: boolean }) {
  const t = useWords();
  const answer = useAnswer(t);
  const isHome = row.what === 'household';
  const act = (kind: 'confirm' | 'dismiss' | 'reopen', label: string) => (
    <Button
      size="small"
      disabled={answer.isPending}
      onClick={() => answer.mutate({ id: row.id, kind })}
      aria-label={`${label} ${row.one.id} ${row.other.id}`}
    >
      {label}
    </Button>
  );
  if (row.state === 'open') {
    if (!mayWrite) return <span className="soft">{t('alike.state.open')}</span>;
    return (
      <Space>
        {act('confirm', t(isHome ? 'alike.home' : 'same'))}
        {act('dismiss', t('different'))}
      </Space>
    );
  }
  return (
    <>
      <div>
        {t(`alike.by.${row.state as 'confirmed' | 'dismissed'}${isHome ? '.home' : ''}`, {
          who: who(row.decided_by),
        })}
        <div className="soft">
          <Time at={row.decided_at} />
        </div>
      </div>
      {mayWrite && act('reopen', t('alike.reopen'))}
    </>
  );
}
