/** Categories as shops write them: choose some, see what would change, assign them, take it back. */
import { Alert, Button, Checkbox, Input } from 'antd';
import { useDeferredValue, useState } from 'react';
import { useFormat } from '../../../shared/session';
import { Panel } from '../../../shared/ui/Page';
import { EmptyState, Ready } from '../../../shared/ui/State';
import { useWords } from '../words';
import { useAssign, usePreview, useWritten, type Naming, type Own, type Written } from './api';
import css from './categories.module.css';
import { Differences } from './Differences';
import { Choice } from './OwnForm';
import { keyOf, namingsOf } from './namings';
import { WrittenTable } from './WrittenTable';

export function WrittenPart({ own, mayWrite }: { own: readonly Own[]; mayWrite: boolean }) {
  const t = useWords();
  const [q, setQ] = useState('');
  const [isOpen, setOpen] = useState(false);
  const asked = useWritten(useDeferredValue(q.trim()), isOpen);
  return (
    <Panel title={t('written')} flush>
      <div className={`${css.line} ${css.bar}`}>
        <Input
          className={css.name}
          type="search"
          aria-label={t('written.search')}
          placeholder={t('written.search')}
          value={q}
          onChange={(event) => setQ(event.target.value)}
        />
        <Checkbox checked={isOpen} onChange={(event) => setOpen(event.target.checked)}>
          {t('written.open')}
        </Checkbox>
      </div>
      <Ready of={asked} lines={8}>
        {(page) =>
          page.items.length === 0 ? (
            <EmptyState title={t('written.none')} text={t('written.none.text')} />
          ) : (
            <Chosen key={`${q} ${isOpen}`} page={page} own={own} mayWrite={mayWrite} />
          )
        }
      </Ready>
    </Panel>
  );
}

interface ChosenProps {
  page: { items: readonly Written[]; total: number; open: number };
  own: readonly Own[];
  mayWrite: boolean;
}

function Chosen({ page, own, mayWrite }: ChosenProps) {
  const t = useWords();
  const format = useFormat();
  const [picked, setPicked] = useState<ReadonlyMap<string, number | null>>(new Map());
  const preview = usePreview();
  const pick = (row: Written, target: number | null | undefined) => {
    const next = new Map(picked);
    if (target === undefined) next.delete(keyOf(row));
    else next.set(keyOf(row), target);
    setPicked(next);
    preview.reset();
  };
  const clear = () => {
    setPicked(new Map());
    preview.reset();
  };
  return (
    <>
      <p className={css.how}>
        {t('written.count', { open: format.number(page.open), total: format.number(page.total) })}
        {page.total > page.items.length &&
          ` ${t('written.first', { count: format.number(page.items.length) })}`}
      </p>
      <WrittenTable
        rows={page.items}
        own={own}
        picked={picked}
        pick={mayWrite ? pick : undefined}
      />
      {mayWrite && (
        <Assigning
          own={own}
          rows={page.items.filter((row) => picked.has(keyOf(row)))}
          picked={picked}
          aim={(target) => {
            setPicked(new Map([...picked.keys()].map((key) => [key, target])));
            preview.reset();
          }}
          preview={preview}
          clear={clear}
        />
      )}
    </>
  );
}

interface AssigningProps {
  own: readonly Own[];
  rows: readonly Written[];
  picked: ReadonlyMap<string, number | null>;
  aim: (target: number | null) => void;
  preview: ReturnType<typeof usePreview>;
  clear: () => void;
}

function Assigning({ own, rows, picked, aim, preview, clear }: AssigningProps) {
  const t = useWords();
  const format = useFormat();
  const [isAny, setAny] = useState(true);
  const [before, setBefore] = useState<Naming[]>([]);
  const assign = useAssign((told) => {
    setBefore(told);
    clear();
  });
  const namings = namingsOf(rows, picked, isAny);
  const targets = new Set(rows.map((row) => picked.get(keyOf(row)) ?? null));
  return (
    <>
      <Undo before={before} done={() => setBefore([])} />
      <div className={`${css.line} ${css.bar}`}>
        <strong>{t('assign.chosen', { count: format.number(rows.length) })}</strong>
        <Choice
          label={t('assign.to')}
          none={t('assign.none')}
          own={own}
          value={targets.size === 1 ? ([...targets][0] ?? null) : null}
          choose={aim}
        />
        <Checkbox
          checked={isAny}
          onChange={(event) => {
            setAny(event.target.checked);
            preview.reset();
          }}
        >
          {t('assign.any')}
        </Checkbox>
        <Button
          disabled={rows.length === 0}
          loading={preview.isPending}
          onClick={() => preview.mutate(namings)}
        >
          {t('assign.preview')}
        </Button>
        <Button
          type="primary"
          disabled={rows.length === 0}
          loading={assign.isPending}
          onClick={() => assign.mutate(namings)}
        >
          {t('assign.save')}
        </Button>
      </div>
      {preview.data && <Differences found={preview.data} />}
    </>
  );
}

/** What was saved last, and the way back. */
function Undo({ before, done }: { before: Naming[]; done: () => void }) {
  const t = useWords();
  const format = useFormat();
  const undo = useAssign(done);
  if (before.length === 0) return null;
  return (
    <Alert
      className={css.done}
      type="success"
      showIcon
      title={t('assign.done', { count: format.number(before.length) })}
      action={
        <Button size="small" loading={undo.isPending} onClick={() => undo.mutate(before)}>
          {t('assign.undo')}
        </Button>
      }
    />
  );
}
