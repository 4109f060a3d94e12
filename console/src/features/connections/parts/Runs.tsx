/** What was fetched when, and what could not be read. */
import { Table } from 'antd';
import { serverWord } from '../../../shared/i18n';
import { Time } from '../../../shared/ui/small';
import { Ready } from '../../../shared/ui/State';
import { StatusTag, type Tone } from '../../../shared/ui/StatusTag';
import { useRuns, useUnlanded, type Run } from '../api';
import { useWords } from '../words';
import { Counts, problemWords } from './pieces';

const TONES: Record<string, Tone> = { running: 'info', done: 'success', failed: 'danger' };

export function Runs({ id, isAsked }: { id: number; isAsked: boolean }) {
  const t = useWords();
  const runs = useRuns(id);
  const unlanded = useUnlanded(id);
  return (
    <>
      {(unlanded.data?.items.length ?? 0) > 0 && (
        <section aria-label={t('unlanded')} style={{ display: 'grid', gap: 8 }}>
          <h3>{t('unlanded')}</h3>
          <p className="soft">{t(isAsked ? 'unlanded.text' : 'unlanded.posted')}</p>
          <Table
            size="small"
            pagination={false}
            rowKey={(row) => `${row.what}:${row.number}`}
            dataSource={unlanded.data?.items ?? []}
            columns={[
              {
                key: 'what',
                title: t('unlanded.what'),
                render: (_, row) => serverWord(`connection.sort.${row.what}`) ?? row.what,
              },
              { key: 'number', title: t('unlanded.number'), render: (_, row) => row.number || '—' },
              {
                key: 'reason',
                title: t('unlanded.reason'),
                render: (_, row) => serverWord(`connection.reason.${row.reason}`) ?? row.reason,
              },
              { key: 'where', title: t('unlanded.where'), render: (_, row) => row.where || '—' },
              { key: 'at', title: t('unlanded.at'), render: (_, row) => <Time at={row.at} /> },
            ]}
          />
        </section>
      )}
      {isAsked && (
        <section aria-label={t('runs')} style={{ display: 'grid', gap: 8 }}>
          <h3>{t('runs')}</h3>
          <Ready of={runs}>{(page) => <RunTable rows={page.items} />}</Ready>
        </section>
      )}
    </>
  );
}

function RunTable({ rows }: { rows: readonly Run[] }) {
  const t = useWords();
  return (
    <Table<Run>
      size="small"
      rowKey="id"
      pagination={false}
      dataSource={rows}
      locale={{ emptyText: t('runs.empty') }}
      columns={[
        {
          key: 'sort',
          title: t('runs.sort'),
          render: (_, row) => (row.is_backfill ? t('history') : t('runs.sync')),
        },
        {
          key: 'state',
          title: t('state'),
          render: (_, row) => (
            <StatusTag tone={TONES[row.state] ?? 'neutral'}>
              {serverWord(`connection.run.${row.state}`) ?? row.state}
            </StatusTag>
          ),
        },
        {
          key: 'started',
          title: t('runs.started'),
          render: (_, row) => <Time at={row.started_at} />,
        },
        { key: 'ended', title: t('runs.ended'), render: (_, row) => <Time at={row.ended_at} /> },
        { key: 'counts', title: t('read'), render: (_, row) => <Counts counts={row.counts} /> },
        {
          key: 'problem',
          title: t('problem'),
          render: (_, row) => (row.problem ? problemWords(row.problem) : '—'),
        },
      ]}
    />
  );
}
