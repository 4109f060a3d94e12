/** The state of the editor: the draft, what was last saved, what is wrong with it and where. */
import { App } from 'antd';
import { useMemo, useState } from 'react';
import { useNavigate } from 'react-router';
import { Problem } from '../../../shared/api/problem';
import { useAct } from '../../../shared/api/queries';
import { SAVED } from '../../../shared/ui/LeaveGuard';
import { createContent, keys, renameContent, saveVersion, usePreview } from '../api';
import { documentOf, isSame, missing, pathTo, previewOf, type Draft } from '../document';
import { faultOf, type Fault } from '../faults';
import { urls } from '../urls';
import { useWords } from '../words';
import type { Wrong } from './BlockList';
import { headId } from './BlockHead';
import { useFaultText } from './FaultText';
import { usePausedValue } from './usePausedValue';

interface Begin {
  id: number;
  start: Draft;
  latest: number;
}

interface Saved {
  draft: Draft;
  number: number;
}

const TYPING_PAUSE = 500;

export type EditorState = ReturnType<typeof useEditor>;

export function useEditor({ id, start, latest }: Begin) {
  const t = useWords();
  const { message } = App.useApp();
  const [draft, setDraft] = useState(start);
  const [base, setBase] = useState<Saved>({ draft, number: latest });
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const [isTried, setTried] = useState(false);
  const now = useMemo(() => previewOf(draft), [draft]);
  const shown = usePausedValue(now, TYPING_PAUSE);
  const preview = usePreview(shown?.document ?? null);
  const live =
    preview.error instanceof Problem && shown ? faultOf(preview.error, shown.items) : undefined;
  const reveal = (key: number) => {
    setOpen(new Set(pathTo(draft.items, key)));
    requestAnimationFrame(() => document.getElementById(headId(key))?.focus());
  };
  const saving = useSaving({ id, draft, base, setBase, reveal });
  const faults = [saving.fault, live].filter((one): one is Fault => one !== undefined);
  const isDirty = !isSame(draft, base.draft);
  const lacks = missing(draft.items);
  const save = () => {
    setTried(true);
    const [field] = lacksMail(draft);
    const [first] = draft.kind === 'blocks' ? lacks : [];
    if (field) focusField(field);
    else if (first) reveal(first.key);
    else if (id > 0 && !isDirty) void message.info(t('editor.nothing'));
    else saving.save(base.number);
  };
  return {
    id,
    draft,
    change: (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part })),
    isDirty,
    isTried,
    open,
    setOpen,
    shown,
    ...useWrongs(faults, draft, isTried),
    save,
    saveAnyway: () => saving.conflict && saving.save(saving.conflict),
    conflict: saving.conflict,
    isBusy: saving.isBusy,
  };
}

export const fieldId = (name: string) => `content-${name}`;

function focusField(name: MailField): void {
  const field = document
    .getElementById(fieldId(name))
    ?.querySelector<HTMLElement>('input, textarea');
  field?.scrollIntoView({ block: 'center' });
  field?.focus();
}

type MailField = 'name' | 'subject' | 'mjml' | 'preheader';

/** The fields of the mail itself that still have to be filled in. */
function lacksMail(draft: Draft): readonly MailField[] {
  const asked = ['name', 'subject', ...(draft.kind === 'mjml' ? (['mjml'] as const) : [])] as const;
  return asked.filter((name) => draft[name].trim() === '');
}

interface Saving {
  id: number;
  draft: Draft;
  base: Saved;
  setBase: (saved: Saved) => void;
  reveal: (key: number) => void;
}

function useSaving({ id, draft, base, setBase, reveal }: Saving) {
  const t = useWords();
  const navigate = useNavigate();
  const [conflict, setConflict] = useState<number>();
  const [refused, setRefused] = useState<{ fault: Fault; draft: Draft }>();
  const act = useAct<{ after: number; sent: Draft }, { id: number; number: number }>({
    run: async ({ after, sent }) => {
      const name = sent.name.trim();
      const document = documentOf(sent);
      if (id === 0) {
        const made = await createContent(name, document);
        return { id: made.id, number: made.latest };
      }
      if (name !== base.draft.name) {
        await renameContent(id, name);
        setBase({ ...base, draft: { ...base.draft, name } });
      }
      if (isSame({ ...base.draft, name }, sent)) return { id, number: after };
      const { number } = await saveVersion(id, document, after);
      return { id, number };
    },
    refresh: [keys.content],
    said: ({ number }, { after }) => {
      if (id === 0) return t('editor.made');
      return number === after ? t('renamed') : t('editor.saved', { number });
    },
    then: (saved, { sent }) => {
      setConflict(undefined);
      setBase({ draft: sent, number: saved.number });
      if (id === 0) void navigate(urls.edit(saved.id), { replace: true, state: SAVED });
    },
    failed: (problem) => {
      const { latest } = problem.body.params ?? {};
      if (problem.code === 'content_changed' && typeof latest === 'number') {
        setConflict(latest);
        return true;
      }
      const fault = faultOf(problem, draft.items);
      setRefused({ fault, draft });
      if (fault.key !== undefined) reveal(fault.key);
      return fault.key !== undefined || fault.field !== undefined;
    },
  });
  return {
    save: (after: number) => act.mutate({ after, sent: draft }),
    isBusy: act.isPending,
    conflict,
    // What was refused is no longer said once its author changed anything.
    fault: refused?.draft === draft ? refused.fault : undefined,
  };
}

function useWrongs(faults: readonly Fault[], draft: Draft, isTried: boolean) {
  const t = useWords();
  const say = useFaultText();
  const wrong = new Map<number, Wrong>();
  for (const { key, field, problem } of faults) {
    if (key !== undefined) wrong.set(key, { field, text: say(problem) });
  }
  const ofMail = faults.filter(({ key }) => key === undefined);
  /** What is wrong with a field of the mail. */
  const wrongAt = (name: MailField): string | undefined => {
    const found = ofMail.find(({ field }) => field === name);
    if (found) return say(found.problem);
    if (!isTried || name === 'preheader' || !lacksMail(draft).includes(name)) return undefined;
    return t(name === 'mjml' ? 'editor.mjml.needed' : `${name}.needed`);
  };
  const rest = ofMail.find(({ field }) => field === undefined || field === 'blocks');
  return { wrong, wrongAt, rest: rest && say(rest.problem) };
}
