/** Rows that were set aside: why, what they hold (masked), mended cell by cell, read again or discarded. */
import { Button } from 'antd';
import { lazy, Suspense, useCallback, useMemo, useState } from 'react';
import { useParams } from 'react-router';
import { queryClient, useAct } from '../../../shared/api/queries';
import { ListPage } from '../../../shared/list/ListPage';
import type { BulkAct, Column, Filter, ListQuery } from '../../../shared/list/types';
import { useList } from '../../../shared/list/useList';
import { useCan, useFormat } from '../../../shared/session';
import { LinkButton } from '../../../shared/ui/LinkButton';
import { Panel } from '../../../shared/ui/Page';
import { Bones } from '../../../shared/ui/State';
import { StatusTag, type Tone } from '../../../shared/ui/StatusTag';
import {
  exportQuarantine,
  fetchBulkMends,
  fetchQuarantine,
  keys,
  useDiscard,
  useImport,
  useRelease,
  type Row,
} from '../api';
import { QuarantineActs } from '../parts/QuarantineActs';
import { useKnown } from '../parts/useKnown';
import { urls } from '../urls';
import { useWords } from '../words';

// Most rows are looked at, few are mended: the form comes when it is opened.
const MendDrawer = lazy(async () => ({
  default: (await import('../parts/MendDrawer')).MendDrawer,
}));

const BulkMendDrawer = lazy(async () => ({
  default: (await import('../parts/BulkMendDrawer')).BulkMendDrawer,
}));

const JobProgress = lazy(async () => ({
  default: (await import('../../../shared/ui/JobProgress')).JobProgress,
}));

const ROW_STATES = ['open', 'mended', 'replaying', 'replayed', 'discarded'] as const;

export function Component() {
  const t = useWords();
  const can = useCan();
  const id = Number(useParams().importId);
  const [mending, setMending] = useState<Row>();
  const [isBulk, setIsBulk] = useState(false);
  const [job, setJob] = useState<Work>();
  const list = useList<Row>({
    key: [...keys.imports, 'quarantine', id],
    filters: useFilters(id),
    fetch: (query) => fetchQuarantine(id, query),
  });
  const read = useCallback((jobId: number) => setJob({ jobId, isMend: false }), []);
  const end = useEnd(id, job?.jobId, read);
  const columns = useImport(id).data?.columns;
  const { reason = '', column = '' } = list.query.filters;
  return (
    <>
      <ListPage
        name="data.quarantine"
        title={t('quarantine.title')}
        lead={t('quarantine.lead')}
        act={
          can('imports.write') && (
            <QuarantineActs id={id} list={list} onJob={read} onBulk={() => setIsBulk(true)} />
          )
        }
        above={job && <Running job={job} onEnd={end} />}
        list={list}
        columns={useColumns(setMending)}
        rowKey={(row) => row.id}
        {...useRowActs(id, read)}
        empty={{
          title: t('quarantine.empty'),
          text: t('quarantine.empty.text'),
          act: <LinkButton to={urls.one(id)}>{t('quarantine.back')}</LinkButton>,
        }}
      />
      <Suspense>
        {isBulk && columns && (
          <BulkMendDrawer
            importId={id}
            columns={columns}
            narrowed={{ reason, column }}
            onClose={() => setIsBulk(false)}
            onJob={(jobId) => setJob({ jobId, isMend: true })}
          />
        )}
        {mending && (
          <MendDrawer
            key={mending.id}
            importId={id}
            row={mending}
            onClose={() => setMending(undefined)}
          />
        )}
      </Suspense>
    </>
  );
}

/** A job that mends rows, or reads them again. */
interface Work {
  jobId: number;
  isMend: boolean;
}

function Running({ job, onEnd }: { job: Work; onEnd: () => void }) {
  const t = useWords();
  return (
    <Panel title={t(job.isMend ? 'bulk.running' : 'replay.running')}>
      <Suspense fallback={<Bones lines={2} />}>
        <JobProgress key={job.jobId} id={job.jobId} onEnd={onEnd} />
      </Suspense>
    </Panel>
  );
}

/** What is shown once a job has ended. */
function useEnd(id: number, jobId: number | undefined, onJob: (jobId: number) => void) {
  return useCallback(() => {
    void queryClient.invalidateQueries({ queryKey: keys.imports });
    // A mend in bulk ends with a job of its own that reads the rows again: that one is shown next.
    void fetchBulkMends(id).then((kept) => {
      const next = kept.find((one) => one.job_id === jobId)?.replay_job_id;
      if (next) onJob(next);
    });
  }, [id, jobId, onJob]);
}

/** What is done with picked rows, and the files the list can leave as. */
function useRowActs(id: number, onJob: (jobId: number) => void) {
  const t = useWords();
  const mayWrite = useCan()('imports.write');
  const discard = useDiscard(id, (count) => t('discarded', { count }));
  const download = useAct<{ format: 'csv' | 'xlsx'; filters: Record<string, string> }>({
    run: ({ format, filters }) => exportQuarantine(id, format, filters),
  });
  const release = useRelease(id, onJob);
  const pass: BulkAct = {
    key: 'release',
    label: t('release.picked'),
    run: (ids, done) =>
      release.mutate({ row_ids: ids.map(Number), reason: '', column: '' }, { onSuccess: done }),
  };
  const drop: BulkAct = {
    key: 'discard',
    label: t('discard.picked'),
    isDanger: true,
    run: (ids, done) =>
      discard.mutate({ row_ids: ids.map(Number), reason: '', column: '' }, { onSuccess: done }),
  };
  return {
    bulk: mayWrite ? [pass, drop] : undefined,
    exports: (['csv', 'xlsx'] as const).map((format) => ({
      key: format,
      label: format.toUpperCase(),
      run: ({ filters }: ListQuery) => download.mutate({ format, filters }),
    })),
  };
}

function useFilters(id: number): readonly Filter[] {
  const t = useWords();
  const known = useKnown();
  const found = useImport(id).data;
  return useMemo(() => {
    const reasons = [...new Set(found?.reasons.map((one) => one.reason))];
    return [
      {
        kind: 'choice',
        name: 'reason',
        label: t('reason'),
        options: reasons.map((value) => ({ value, label: known('reason', value) })),
        width: 200,
      },
      {
        kind: 'choice',
        name: 'column',
        label: t('column'),
        options: (found?.columns ?? []).map((value) => ({ value, label: value })),
        width: 160,
      },
      {
        kind: 'choice',
        name: 'state',
        label: t('row.state'),
        options: ROW_STATES.map((value) => ({ value, label: known('row.state', value) })),
      },
    ];
    // `known` follows the language, as `t` does.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [t, found]);
}

const TONES: Record<string, Tone> = {
  open: 'warning',
  mended: 'info',
  replaying: 'info',
  replayed: 'success',
  discarded: 'neutral',
};

function useColumns(onMend: (row: Row) => void): readonly Column<Row>[] {
  const t = useWords();
  const known = useKnown();
  const format = useFormat();
  const mayWrite = useCan()('imports.write');
  return [
    { key: 'row', title: t('row'), render: (row) => format.number(row.row), align: 'right' },
    {
      key: 'reason',
      title: t('reason'),
      isLong: true,
      render: (row) =>
        format.list([...new Set(row.problems.map(([, reason]) => known('reason', reason ?? '')))]),
    },
    { key: 'column', title: t('column'), render: (row) => row.column || '—' },
    {
      key: 'value',
      title: t('value'),
      isLong: true,
      render: (row) => row.cells[row.column] ?? row.text ?? '—',
    },
    {
      key: 'state',
      title: t('row.state'),
      render: (row) => (
        <StatusTag tone={TONES[row.state] ?? 'neutral'}>{known('row.state', row.state)}</StatusTag>
      ),
    },
    {
      key: 'act',
      title: t('mend'),
      render: (row) => {
        const isOpen = mayWrite && (row.state === 'open' || row.state === 'mended');
        const word = t(isOpen ? 'mend.act' : 'mend.look');
        return (
          <Button
            size="small"
            aria-label={`${word}: ${t('row.number', { row: row.row })}`}
            onClick={() => onMend(row)}
          >
            {word}
          </Button>
        );
      },
    },
  ];
}
