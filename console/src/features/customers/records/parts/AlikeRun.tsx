/** How customers who look alike were looked for, how well that finds known duplicates, and looking now. */
import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { lazy, Suspense } from 'react';
import { isAlive } from '../../../../shared/ui/JobState';
import { Panel } from '../../../../shared/ui/Page';
import { Time } from '../../../../shared/ui/small';
import { useCan, useFormat } from '../../../../shared/session';
import { keys, useLook, useLookJob, useRun, type Run } from '../alike';
import { useWords } from '../words';

// Seldom there: the list does not wait for it.
const JobProgress = lazy(() =>
  import('../../../../shared/ui/JobProgress').then((one) => ({ default: one.JobProgress })),
);

export function LookAct() {
  const t = useWords();
  const look = useLook();
  const job = useLookJob(true).data;
  return (
    <Button
      type="primary"
      loading={look.isPending}
      disabled={job ? isAlive(job) : false}
      onClick={() => look.mutate()}
    >
      {t('alike.look')}
    </Button>
  );
}

export function RunPanel() {
  const t = useWords();
  const cache = useQueryClient();
  const mayLook = useCan()('jobs.read');
  const run = useRun().data;
  const job = useLookJob(mayLook).data;
  const refresh = () => {
    void cache.invalidateQueries({ queryKey: keys.alike });
    void cache.invalidateQueries({ queryKey: keys.job });
  };
  return (
    <Panel>
      {run ? <Told run={run} /> : <p className="soft">{t('alike.never')}</p>}
      {job && isAlive(job) && (
        <Suspense>
          <JobProgress key={job.id} id={job.id} onEnd={refresh} />
        </Suspense>
      )}
    </Panel>
  );
}

function Told({ run }: { run: Run }) {
  const t = useWords();
  const format = useFormat();
  const { check } = run;
  return (
    <>
      <div>
        {t('alike.run', {
          customers: format.number(run.customers),
          pairs: format.number(run.compared),
          suggested: format.number(run.suggested),
        })}{' '}
        <span className="soft">
          <Time at={run.looked_at} />
        </span>
      </div>
      <div>
        {check
          ? t('alike.check', {
              copies: format.number(check.copies),
              found: format.percent(check.found / check.copies, 1),
              right: format.percent(check.found / Math.max(1, check.found + check.wrong), 1),
            })
          : t('alike.check.none')}
      </div>
      <details>
        <summary>{t('alike.how')}</summary>
        <p className="soft">{t('alike.how.text', { least: format.percent(run.least, 0) })}</p>
        {check && (
          <p className="soft">
            {t('alike.how.check', { seed: check.seed, found: check.found, wrong: check.wrong })}
          </p>
        )}
        <p className="soft">{t('alike.how.crowded', { count: run.crowded })}</p>
      </details>
    </>
  );
}
