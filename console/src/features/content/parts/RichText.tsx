/** A paragraph or more with the few formats that the server keeps: bold, italic, underline, lists, links. */
import type { Editor } from '@tiptap/core';
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import { Bones } from '../../../shared/ui/State';
import type { Snippet } from '../snippets';
import { useWords } from '../words';
import { InsertWord } from './InsertWord';
import { RichTools } from './RichTools';
import css from './content.module.css';

interface RichTextProps {
  label: string;
  value: string;
  onChange: (html: string) => void;
  error?: string;
}

export function RichText({ label, value, onChange, error }: RichTextProps) {
  const t = useWords();
  const id = useId();
  const place = useRef<HTMLDivElement>(null);
  const tell = useRef(onChange);
  const [editor, setEditor] = useState<Editor | null>(null);
  useLayoutEffect(() => {
    tell.current = onChange;
  }, [onChange]);
  useEffect(() => {
    let made: Editor | undefined;
    let isWanted = true;
    void import('./richEngine').then(({ begun }) => {
      if (!isWanted) return;
      made = begun(place.current, value, (html) => tell.current(html));
      setEditor(made);
    });
    return () => {
      isWanted = false;
      made?.destroy();
    };
    // What it begins with is read once: from then on the text lives in the editor.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  useEffect(() => {
    editor?.setOptions({
      editorProps: {
        attributes: {
          role: 'textbox',
          'aria-multiline': 'true',
          'aria-label': label,
          'aria-invalid': String(Boolean(error)),
          ...(error ? { 'aria-describedby': `${id}-error` } : {}),
        },
      },
    });
  }, [editor, label, error, id]);
  return (
    <div className={css.field}>
      <div className={css.label}>
        <span>{label}</span>
        {editor && <InsertWord field={label} onPick={(snippet) => insert(editor, snippet)} />}
      </div>
      <div className={`${css.rich} ${error ? css.wrong : ''}`}>
        {editor ? <RichTools editor={editor} label={t('rich.tools')} /> : <Bones lines={3} />}
        <div ref={place} className={css.paper} />
      </div>
      {error && (
        <div id={`${id}-error`} className={css.error}>
          {error}
        </div>
      )}
    </div>
  );
}

function insert(editor: Editor, { text, pick }: Snippet): void {
  const { from } = editor.state.selection;
  const chain = editor.chain().focus().insertContent({ type: 'text', text });
  (pick ? chain.setTextSelection({ from: from + pick[0], to: from + pick[1] }) : chain).run();
}
