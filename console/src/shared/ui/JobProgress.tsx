/** Long work as it goes: percent, rows, time left, a way to stop it. Asks the server once a second while it lives. */
import { Button, Popconfirm } from 'antd';
import { useEffect, useRef } from 'react';
import { api, take, type Schemas } from '../api/client';
import { useAct, useQuery } from '../api/queries';
import { span } from '../format';
import { serverWord } from '../i18n';
import { useSharedWords } from '../i18n/words';
import { useCan, useFormat } from '../session';
import { Meter } from './Meter';
import { Ready } from './State';
import { isAlive, JobState } from './JobState';
import css from './JobProgress.module.css';

export type Job = Schemas['JobOut'];

export const jobKey = (id: number) => ['jobs', 'one', id] as const;

/** One job, asked again every second until it has ended. */
export function useJob(id: number) {
  return useQuery({
    queryKey: jobKey(id),
    queryFn: () => take(api.GET('/api/v1/jobs/{job_id}', { params: { path: { job_id: id } } })),
    refetchInterval: ({ state }) => (state.data && !isAlive(state.data) ? false : 1000),
  });
}

interface JobProgressProps {
  id: number;
  /** Called once when the job has ended, also when it had before the first look. */
  onEnd?: () => void;
}

export function JobProgress({ id, onEnd }: JobProgressProps) {
  const query = useJob(id);
  useEndOf(query.data, onEnd);
  return (
    <Ready of={query} lines={2}>
      {(job) => <Progressing job={job} />}
    </Ready>
  );
}

function Progressing({ job }: { job: Job }) {
  const t = useSharedWords();
  const format = useFormat();
  const can = useCan();
  const share = job.state === 'done' ? 1 : job.total > 0 ? Math.min(1, job.done / job.total) : 0;
  const left = secondsLeft(job, new Date());
  const rows =
    job.total > 0
      ? t('job.rows', { done: format.number(job.done), total: format.number(job.total) })
      : t('job.rows.open', { done: format.number(job.done) });
  return (
    <div className={css.progress}>
      <div className={css.line}>
        <JobState state={job.state} />
        {/* Some work cannot say how far it is: then only its state shows. */}
        {(job.total > 0 || job.state === 'done') && (
          <span className={css.percent}>{format.percent(share, 0)}</span>
        )}
        {/* A file is measured in bytes; how many rows they held, the note says. */}
        {(job.total > 0 || job.done > 0) && !ROWS_READ.test(job.note) && (
          <span className="soft">{rows}</span>
        )}
        {left !== null && (
          <span className="soft">{t('job.left', { time: spanText(left, t) })}</span>
        )}
        {isAlive(job) && can('jobs.cancel') && <CancelJob job={job} />}
      </div>
      <Meter
        share={share}
        label={t('job.progress')}
        tone={job.state === 'failed' ? 'danger' : job.state === 'done' ? 'success' : 'accent'}
      />
      {job.note && <div className="soft small">{noteText(job.note)}</div>}
      {job.error && <div className={css.error}>{job.error}</div>}
    </div>
  );
}

function CancelJob({ job }: { job: Job }) {
  const t = useSharedWords();
  const cancel = useAct({
    run: () =>
      take(api.POST('/api/v1/jobs/{job_id}/cancel', { params: { path: { job_id: job.id } } })),
    refresh: [['jobs']],
  });
  return (
    <Popconfirm
      title={t('job.cancel.sure')}
      okText={t('job.cancel')}
      onConfirm={() => cancel.mutate()}
    >
      <Button size="small" className={css.cancel} loading={cancel.isPending}>
        {t('job.cancel')}
      </Button>
    </Popconfirm>
  );
}

const ROWS_READ = /^([\d,]+) rows read$/;

/** A job's own note in words: a step's name, or how many rows were read; any other as it stands. */
export function noteText(note: string): string {
  const rows = ROWS_READ.exec(note)?.[1];
  return (rows ? serverWord('job.note.read', { rows }) : serverWord(`job.note.${note}`)) ?? note;
}

/** Seconds until the end at the pace so far; null while too little is done to tell. */
export function secondsLeft(
  job: Pick<Job, 'state' | 'done' | 'total' | 'started_at'>,
  now: Date,
): number | null {
  if (job.state !== 'running' || !job.started_at || job.total <= 0 || job.done <= 0) return null;
  const spent = (now.getTime() - new Date(job.started_at).getTime()) / 1000;
  if (spent < 2 || job.done >= job.total) return null;
  return (spent / job.done) * (job.total - job.done);
}

function spanText(seconds: number, t: ReturnType<typeof useSharedWords>): string {
  const { unit, count } = span(seconds);
  return t(`time.${unit}`, { count });
}

/** Calls once when the job has ended; a quick one may have before anybody looked. */
export function useEndOf(
  job: Pick<Job, 'id' | 'state'> | undefined,
  onEnd: (() => void) | undefined,
): void {
  const ended = useRef<number>(undefined);
  useEffect(() => {
    if (!job) return;
    if (isAlive(job)) ended.current = undefined;
    else if (ended.current !== job.id) {
      ended.current = job.id;
      onEnd?.();
    }
  }, [job, onEnd]);
}
