/** One change for all rows of the filter: what it would do is counted first, then it is done and the rows are read again. */
import { Alert, Button, Drawer, Input, Radio, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { useSharedWords } from '../../../shared/i18n/words';
import { useFormat } from '../../../shared/session';
import { Figure, Figures } from '../../../shared/ui/Figure';
import { Time } from '../../../shared/ui/small';
import { who } from '../../../shared/i18n';
import {
  useBulkMend,
  useBulkMends,
  useBulkPreview,
  type BulkChange,
  type BulkPreview,
  type Narrowed,
} from '../api';
import { useWords } from '../words';
import css from './parts.module.css';
import { useKnown } from './useKnown';

interface BulkMendDrawerProps {
  importId: number;
  columns: readonly string[];
  narrowed: Narrowed;
  onClose: () => void;
  onJob: (jobId: number) => void;
}

const HOW = ['set', 'replace', 'date', 'number'] as const;
const FIRST: Record<BulkChange['how'], string> = {
  set: '',
  replace: '',
  date: 'DD/MM/YYYY',
  number: '.',
};

export function BulkMendDrawer(props: BulkMendDrawerProps) {
  const { importId, columns, narrowed, onClose, onJob } = props;
  const t = useWords();
  const shared = useSharedWords();
  const format = useFormat();
  const [change, setChange] = useState<BulkChange>({
    column: narrowed.column || (columns[0] ?? ''),
    how: 'set',
    find: '',
    value: '',
  });
  const look = useBulkPreview(importId);
  const mend = useBulkMend(importId, ({ job_id: jobId }) => {
    onJob(jobId);
    onClose();
  });
  const write = (part: Partial<BulkChange>) => {
    setChange({ ...change, ...part });
    look.reset(); // what was counted was counted of another change
  };
  const asked = { ...narrowed, change };
  return (
    <Drawer
      open
      onClose={onClose}
      closable={{ placement: 'end' }}
      size={640}
      title={t('bulk.title')}
    >
      <p className="soft">{t('bulk.text')}</p>
      <div className={css.stack}>
        <Change change={change} columns={columns} onWrite={write} />
        <div className={css.line}>
          <Button loading={look.isPending} onClick={() => look.mutate(asked)}>
            {t('bulk.preview')}
          </Button>
        </div>
        {look.data && <Found of={look.data} />}
      </div>
      <div className={css.line}>
        <Button
          type="primary"
          disabled={!look.data?.changed}
          loading={mend.isPending}
          onClick={() => mend.mutate(asked)}
        >
          {look.data?.changed
            ? // Another column may have to be mended after this one: it is said, not forbidden.
              t(look.data.would_pass ? 'bulk.act' : 'bulk.act.vain', {
                count: format.number(look.data.changed),
              })
            : t('bulk.act.none')}
        </Button>
        <Button onClick={onClose}>{shared('cancel')}</Button>
      </div>
      <Before importId={importId} />
    </Drawer>
  );
}

interface ChangeProps {
  change: BulkChange;
  columns: readonly string[];
  onWrite: (part: Partial<BulkChange>) => void;
}

function Change({ change, columns, onWrite }: ChangeProps) {
  const t = useWords();
  return (
    <div className={css.options}>
      <Named label={t('bulk.column')}>
        <Select
          aria-label={t('bulk.column')}
          value={change.column}
          options={columns.map((value) => ({ value, label: value }))}
          onChange={(column) => onWrite({ column })}
        />
      </Named>
      <Named label={t('bulk.how')}>
        <Select
          aria-label={t('bulk.how')}
          value={change.how}
          options={HOW.map((value) => ({ value, label: t(`bulk.how.${value}`) }))}
          onChange={(how) => onWrite({ how, find: '', value: FIRST[how] })}
        />
      </Named>
      {change.how === 'replace' && (
        <Named label={t('bulk.find')}>
          <Input
            aria-label={t('bulk.find')}
            value={change.find ?? ''}
            onChange={(event) => onWrite({ find: event.target.value })}
          />
        </Named>
      )}
      {change.how === 'number' ? (
        <Radio.Group
          aria-label={t('bulk.value.number')}
          value={change.value}
          options={[
            { value: '.', label: t('bulk.point') },
            { value: ',', label: t('bulk.comma') },
          ]}
          onChange={(event) => onWrite({ value: event.target.value as string })}
        />
      ) : (
        <Named label={t(`bulk.value.${change.how}`)}>
          <Input
            aria-label={t(`bulk.value.${change.how}`)}
            value={change.value ?? ''}
            placeholder={change.how === 'date' ? 'DD/MM/YYYY HH:mm' : t('mend.emptied')}
            onChange={(event) => onWrite({ value: event.target.value })}
          />
        </Named>
      )}
    </div>
  );
}

function Named({ label, children }: { label: string; children: ReactNode }) {
  return (
    <label>
      <span>{label}</span>
      {children}
    </label>
  );
}

function Found({ of }: { of: BulkPreview }) {
  const t = useWords();
  const known = useKnown();
  const format = useFormat();
  const wrong = of.still_wrong.map(
    (one) =>
      `${[one.column, known('reason', one.reason)].filter(Boolean).join(': ')} ${format.number(one.count)}`,
  );
  return (
    <>
      <Figures>
        <Figure label={t('bulk.matched')} value={format.number(of.matched)} />
        <Figure label={t('bulk.changed')} value={format.number(of.changed)} />
        <Figure label={t('bulk.pass')} value={format.number(of.would_pass)} />
      </Figures>
      {of.looked_at < of.matched && (
        <p className="soft">{t('bulk.part', { count: format.number(of.looked_at) })}</p>
      )}
      {of.changed === 0 && <Alert type="info" showIcon title={t('bulk.nothing')} />}
      {wrong.length > 0 && (
        <Alert type="warning" showIcon title={t('bulk.wrong')} description={format.list(wrong)} />
      )}
      {of.sample.length > 0 && (
        <div className={css.scroll} role="region" aria-label={t('bulk.sample')} tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('row')}</th>
                <th scope="col">{t('bulk.before')}</th>
                <th scope="col">{t('bulk.after')}</th>
              </tr>
            </thead>
            <tbody>
              {of.sample.map((one) => (
                <tr key={one.row}>
                  <td>{format.number(one.row)}</td>
                  <td className={css.cell}>{one.before ?? '—'}</td>
                  <td className={css.cell}>{one.after ?? '—'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

/** What was mended this way before: who, when, how many. */
function Before({ importId }: { importId: number }) {
  const t = useWords();
  const format = useFormat();
  const kept = useBulkMends(importId).data;
  if (!kept?.length) return null;
  return (
    <div className={css.scroll} role="region" aria-label={t('bulk.kept')} tabIndex={0}>
      <table>
        <caption>{t('bulk.kept')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('bulk.at')}</th>
            <th scope="col">{t('bulk.by')}</th>
            <th scope="col">{t('bulk.column')}</th>
            <th scope="col">{t('bulk.how')}</th>
            <th scope="col">{t('bulk.changed')}</th>
          </tr>
        </thead>
        <tbody>
          {kept.map((one) => (
            <tr key={one.id}>
              <td>
                <Time at={one.asked_at} />
              </td>
              <td>{who(one.asked_by)}</td>
              <td>{one.column}</td>
              <td>{t(`bulk.how.${one.how}`)}</td>
              <td>{format.number(one.changed)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
