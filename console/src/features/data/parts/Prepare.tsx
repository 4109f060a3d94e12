/** Before anything lands: the columns and some rows, what each column becomes, a dry run, the run. */
import { Alert, Button, Select } from 'antd';
import { useCallback, useState } from 'react';
import { queryClient } from '../../../shared/api/queries';
import { useFormat } from '../../../shared/session';
import { JobProgress } from '../../../shared/ui/JobProgress';
import { Panel } from '../../../shared/ui/Page';
import { Ready } from '../../../shared/ui/State';
import {
  keys,
  LAYOUTS,
  useBegin,
  usePreview,
  useSaveMapping,
  type Import,
  type Layout,
  type Plan,
  type Preview,
  type Trial,
} from '../api';
import { missingFields, saysWhoMayBeReached, systemOf } from '../mapping';
import { useWords } from '../words';
import { MappingTable } from './MappingTable';
import { MovingPart } from './MovingPart';
import { OptionsPart } from './OptionsPart';
import css from './parts.module.css';
import { TrialPart } from './TrialPart';
import { useKnown } from './useKnown';

export function Prepare({ row }: { row: Import }) {
  const t = useWords();
  const [layout, setLayout] = useState<Layout>('auto');
  const asked = usePreview(row.id, layout);
  return (
    <>
      <Panel
        title={t('mapping.title')}
        act={
          <Select
            aria-label={t('import.layout')}
            value={layout}
            style={{ minWidth: 200 }}
            options={LAYOUTS.map((value) => ({ value, label: t(`layout.${value}`) }))}
            onChange={setLayout}
          />
        }
      >
        <Ready of={asked} lines={8}>
          {(seen) => (
            <Mapping
              key={layout}
              row={row}
              seen={seen}
              // What was kept with this import comes first; another layout brings its own mapping.
              first={layout === 'auto' ? row.plan : seen.plan}
            />
          )}
        </Ready>
      </Panel>
      {isTried(row) && <TrialPart trial={row.trial as unknown as Trial} plan={row.plan} />}
    </>
  );
}

/** Whether a dry run has read the whole file (a run alone keeps only what was said of people). */
const isTried = (row: Import) => row.trial?.['rows'] !== undefined;

function Mapping({ row, seen, first }: { row: Import; seen: Preview; first: Plan }) {
  const t = useWords();
  const known = useKnown();
  const format = useFormat();
  const [plan, setPlan] = useState<Plan>(first);
  const missing = missingFields(row.kind, seen.fields, plan);
  return (
    <>
      <p className="soft">
        {[
          t('mapping.file', {
            format: seen.format.toUpperCase(),
            encoding: seen.encoding || '—',
            columns: format.number(seen.columns.length),
          }),
          t('mapping.layout', { layout: known('layout', seen.layout) }),
          seen.is_saved ? t('mapping.saved.before') : '',
        ]
          .filter(Boolean)
          .join(' ')}
      </p>
      <MappingTable kind={row.kind} seen={seen} plan={plan} onChange={setPlan} />
      {row.kind === 'customers' && saysWhoMayBeReached(plan) && (
        <MovingPart plan={plan} onChange={setPlan} />
      )}
      <OptionsPart plan={plan} onChange={setPlan} />
      {missing.length > 0 && (
        <Alert
          type="warning"
          showIcon
          title={t('mapping.missing', {
            fields: format.list(missing.map((one) => known('field', one))),
          })}
        />
      )}
      <Acts row={row} plan={plan} isReady={missing.length === 0} />
    </>
  );
}

function Acts({ row, plan, isReady }: { row: Import; plan: Plan; isReady: boolean }) {
  const t = useWords();
  const [trialJob, setTrialJob] = useState<number>();
  const save = useSaveMapping(row.id, t('mapping.kept'));
  const begin = useBegin(row.id, (jobId, isRun) => setTrialJob(isRun ? undefined : jobId));
  const end = useCallback(() => void queryClient.invalidateQueries({ queryKey: keys.imports }), []);
  // Moving in is looked at before it is done: the dry run is offered first.
  const isTrialFirst = systemOf(plan.layout) !== '' && !isTried(row);
  return (
    <>
      <div className={css.line}>
        <Button
          type={isTrialFirst ? 'default' : 'primary'}
          disabled={!isReady}
          loading={begin.isPending}
          onClick={() => begin.mutate({ plan, isRun: true })}
        >
          {t('act.run')}
        </Button>
        <Button
          type={isTrialFirst ? 'primary' : 'default'}
          disabled={!isReady}
          loading={begin.isPending}
          onClick={() => begin.mutate({ plan, isRun: false })}
        >
          {t('act.try')}
        </Button>
        <Button disabled={!isReady} loading={save.isPending} onClick={() => save.mutate(plan)}>
          {t('act.keep')}
        </Button>
        <span className="soft">{t('act.try.text')}</span>
      </div>
      {trialJob !== undefined && <JobProgress key={trialJob} id={trialJob} onEnd={end} />}
    </>
  );
}
