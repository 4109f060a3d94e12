/** One job: how far it is, what came out, and trying it again. */
import { Button } from 'antd';
import { useParams } from 'react-router';
import { who } from '../../../shared/i18n';
import { useCan } from '../../../shared/session';
import { RecordDrawer } from '../../../shared/ui/DetailDrawer';
import { JobProgress, useJob } from '../../../shared/ui/JobProgress';
import { isAlive } from '../../../shared/ui/JobState';
import { Facts, Time } from '../../../shared/ui/small';
import { useRetryJob, type Job } from '../api';
import { jobTitle } from '../parts/jobTitle';
import { useWords } from '../words';

export function Component() {
  const t = useWords();
  const id = Number(useParams()['jobId']);
  const job = useJob(id);
  return (
    <RecordDrawer
      of={job}
      title={(row) => (row ? jobTitle(row) : t('job.name'))}
      acts={(row) => !isAlive(row) && row.state !== 'done' && <Again job={row} />}
    >
      {(row) => (
        <>
          <JobProgress id={id} />
          <Facts
            items={[
              [t('job.name'), <code key="name">{row.name}</code>],
              [t('job.by'), who(row.created_by)],
              [t('job.created'), <Time key="created" at={row.created_at} />],
              [t('job.started'), <Time key="started" at={row.started_at} />],
              [t('job.finished'), <Time key="finished" at={row.finished_at} />],
              [t('job.attempts'), row.attempts],
              ...results(row),
            ]}
          />
        </>
      )}
    </RecordDrawer>
  );
}

/** The job's own result, name by name, as it stands. */
function results(job: Job): readonly (readonly [string, string])[] {
  return Object.entries(job.result ?? {}).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
}

function Again({ job }: { job: Job }) {
  const t = useWords();
  const can = useCan();
  const retry = useRetryJob(t('job.retried'));
  if (!can('jobs.cancel')) return null;
  return (
    <Button loading={retry.isPending} onClick={() => retry.mutate(job.id)}>
      {t('job.retry')}
    </Button>
  );
}
