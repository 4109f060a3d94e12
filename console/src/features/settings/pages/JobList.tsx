/** What the system is doing, and what it has done. */
import { useMemo } from 'react';
import { serverWords, useEveryWord, who } from '../../../shared/i18n';
import { ListPage } from '../../../shared/list/ListPage';
import type { Column, Filter } from '../../../shared/list/types';
import { useList } from '../../../shared/list/useList';
import { useFormat } from '../../../shared/session';
import { isAlive, JobState } from '../../../shared/ui/JobState';
import { Meter } from '../../../shared/ui/Meter';
import { Time } from '../../../shared/ui/small';
import { jobTitle } from '../parts/jobTitle';
import { fetchJobs, keys, type Job } from '../api';
import { useWords } from '../words';
import css from './JobList.module.css';

export function Component() {
  const t = useWords();
  useEveryWord();
  const list = useList<Job>({
    key: keys.jobs,
    filters: useJobFilters(),
    fetch: ({ filters, cursor, limit }) => fetchJobs({ ...filters, cursor, limit }),
    // While something runs, the list follows it.
    every: (page) => (page?.items.some(isAlive) ? 2000 : 15_000),
  });
  return (
    <ListPage
      name="settings.jobs"
      title={t('job.title')}
      lead={t('job.lead')}
      list={list}
      columns={columns(t)}
      rowKey={(row) => row.id}
      open={(row) => String(row.id)}
      empty={{ title: t('job.empty'), text: t('job.empty.text') }}
    />
  );
}

function useJobFilters(): readonly Filter[] {
  const t = useWords();
  return useMemo(
    () => [
      {
        kind: 'choice',
        name: 'state',
        label: t('job.state'),
        options: serverWords('job.state.').map(([value, label]) => ({ value, label })),
      },
    ],
    [t],
  );
}

function columns(t: ReturnType<typeof useWords>): readonly Column<Job>[] {
  return [
    { key: 'title', title: t('job.name'), render: jobTitle },
    { key: 'state', title: t('job.state'), render: (row) => <JobState state={row.state} /> },
    { key: 'progress', title: t('job.progress'), width: 160, render: (row) => <Bar job={row} /> },
    { key: 'by', title: t('job.by'), render: (row) => who(row.created_by) },
    { key: 'created', title: t('job.created'), render: (row) => <Time at={row.created_at} ago /> },
    {
      key: 'finished',
      title: t('job.finished'),
      render: (row) => <Time at={row.finished_at} ago />,
    },
    {
      key: 'attempts',
      title: t('job.attempts'),
      align: 'right',
      isExtra: true,
      render: (row) => row.attempts,
    },
    {
      key: 'note',
      title: t('job.error'),
      isExtra: true,
      render: (row) => row.error.split('\n')[0] || row.note,
    },
  ];
}

function Bar({ job }: { job: Job }) {
  const t = useWords();
  const format = useFormat();
  // How far a job went says something only until it has ended well.
  if (job.total <= 0 || job.state === 'done') return <>—</>;
  const share = Math.min(1, job.done / job.total);
  return (
    <div className={css.progress}>
      <Meter share={share} label={t('job.progress')} />
      <span>{format.percent(share, 0)}</span>
    </div>
  );
}
