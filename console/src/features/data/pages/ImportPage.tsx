/** One import: looked at and mapped, tried, run, and what became of its rows. */
import { Alert, Button, Popconfirm } from 'antd';
import { useCallback } from 'react';
import { useParams } from 'react-router';
import { problemOf, problemText } from '../../../shared/api/problem';
import { queryClient } from '../../../shared/api/queries';
import { useSharedWords } from '../../../shared/i18n/words';
import { useCan } from '../../../shared/session';
import { JobProgress } from '../../../shared/ui/JobProgress';
import { LinkButton } from '../../../shared/ui/LinkButton';
import { Page, Panel } from '../../../shared/ui/Page';
import { Ready } from '../../../shared/ui/State';
import { isMoving, keys, useCancel, useImport, type Import } from '../api';
import { About } from '../parts/About';
import { Prepare } from '../parts/Prepare';
import { Result } from '../parts/Result';
import { urls } from '../urls';
import { useWords } from '../words';
import css from '../parts/parts.module.css';

const EDITABLE = new Set(['draft', 'failed', 'cancelled']);

export function Component() {
  const t = useWords();
  const can = useCan();
  const id = Number(useParams().importId);
  const asked = useImport(id);
  return (
    <Page
      title={asked.data?.file_name ?? t('import.number', { id })}
      lead={t('import.lead')}
      act={
        asked.data?.is_file_kept &&
        can('imports.write') && <LinkButton to={urls.again(id)}>{t('import.again')}</LinkButton>
      }
    >
      <Ready of={asked} lines={8}>
        {(row) => <Content key={row.id} row={row} />}
      </Ready>
    </Page>
  );
}

function Content({ row }: { row: Import }) {
  const can = useCan();
  const isEditable = EDITABLE.has(row.state) && row.is_file_kept;
  return (
    <div className={css.stack}>
      <Refused row={row} />
      <About row={row} />
      {isMoving(row) && <Moving row={row} />}
      {row.started_at && !isMoving(row) && <Result row={row} />}
      {isEditable && can('imports.write') && <Prepare row={row} />}
    </div>
  );
}

/** Why the file or its rows were refused, in the words of the reader. */
function Refused({ row }: { row: Import }) {
  const t = useWords();
  const shared = useSharedWords();
  if (!row.problem) {
    return row.state === 'failed' ? <Alert type="error" showIcon title={t('failed')} /> : null;
  }
  const { where, mend } = row.problem as { where?: string; mend?: string };
  return (
    <div role="alert">
      <Alert
        type="error"
        showIcon
        title={t('failed')}
        description={
          <>
            <p>{problemText(problemOf(422, row.problem), shared)}</p>
            {where && <p className="soft">{t('failed.where', { where })}</p>}
            {mend && <p className="soft">{mend}</p>}
          </>
        }
      />
    </div>
  );
}

function Moving({ row }: { row: Import }) {
  const t = useWords();
  const can = useCan();
  const cancel = useCancel(row.id);
  const end = useCallback(() => void queryClient.invalidateQueries({ queryKey: keys.imports }), []);
  const isLanding = row.phase === 'landing' || row.phase === 'telling';
  return (
    <Panel title={t(isLanding ? 'moving.landing' : 'moving.reading')}>
      {row.job && <JobProgress id={row.job.id} onEnd={end} />}
      {isLanding && <p className="soft">{t('moving.landing.text')}</p>}
      {!isLanding && can('imports.write') && !can('jobs.cancel') && (
        <Popconfirm title={t('cancel.sure')} okText={t('cancel')} onConfirm={() => cancel.mutate()}>
          <Button loading={cancel.isPending}>{t('cancel')}</Button>
        </Popconfirm>
      )}
    </Panel>
  );
}
