/** When the traits were computed last, and how the computation goes while it runs. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { isAlive } from '../../../shared/ui/JobState';
import { JobProgress } from '../../../shared/ui/JobProgress';
import { Time } from '../../../shared/ui/small';
import { keys, useRefreshJob } from '../api';
import { useWords } from '../words';

export function RefreshPart(props: { refreshedAt: string | null; mayLook: boolean }) {
  const t = useWords();
  const cache = useQueryClient();
  const job = useRefreshJob(props.mayLook).data;
  const [first, setFirst] = useState<number>(); // the job that was there before anything was saved
  if (first === undefined && job !== undefined) setFirst(job?.id ?? 0);
  const ended = job?.finished_at;
  useEffect(() => {
    if (!ended) return;
    void cache.invalidateQueries({ queryKey: keys.traits });
    void cache.invalidateQueries({ queryKey: keys.customers });
  }, [cache, ended]);
  return (
    <>
      <p>
        {props.refreshedAt ? (
          <>
            {t('rules.refreshed')} <Time at={props.refreshedAt} />
          </>
        ) : (
          t('rules.refreshed.never')
        )}
      </p>
      {job && (isAlive(job) || job.id !== first) && (
        <JobProgress
          key={job.id}
          id={job.id}
          onEnd={() => void cache.invalidateQueries({ queryKey: keys.refresh })}
        />
      )}
    </>
  );
}
