/** Reads again what a source sent in some days: nothing lands twice, what is missing comes in. */
import { Button } from 'antd';
import { lazy, Suspense, useCallback, useState } from 'react';
import { queryClient } from '../../../shared/api/queries';
import { daySpan } from '../../../shared/format';
import { useSession } from '../../../shared/session';
import { Bones } from '../../../shared/ui/State';
import { keys, useReadAgain } from '../api';
import { useWords } from '../words';
import css from './parts.module.css';

const DateRange = lazy(() => import('../../../shared/list/DateRange'));
const JobProgress = lazy(async () => ({
  default: (await import('../../../shared/ui/JobProgress')).JobProgress,
}));

export function Again({ id }: { id: number }) {
  const t = useWords();
  const { workspace } = useSession();
  const [days, setDays] = useState<readonly [string, string]>(['', '']);
  const [jobId, setJobId] = useState<number>();
  const again = useReadAgain(id, setJobId);
  const end = useCallback(() => void queryClient.invalidateQueries({ queryKey: keys.sources }), []);
  const { from, to } = daySpan(days[0], days[1], workspace.timezone);
  return (
    <div className={css.part}>
      <p className="soft">{t('again.text')}</p>
      <Suspense fallback={<Bones lines={1} />}>
        <DateRange
          label={t('again.days')}
          from={days[0]}
          to={days[1]}
          onChange={(start, last) => setDays([start, last])}
        />
      </Suspense>
      <div>
        <Button
          disabled={!from || !to}
          loading={again.isPending}
          onClick={() => from && to && again.mutate({ since: from, until: to })}
        >
          {t('again.act')}
        </Button>
      </div>
      {jobId !== undefined && (
        <Suspense fallback={<Bones lines={2} />}>
          <JobProgress key={jobId} id={jobId} onEnd={end} />
        </Suspense>
      )}
    </div>
  );
}
