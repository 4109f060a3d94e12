/** The formats of a text, as buttons that say whether they are on. */
import {
  BoldOutlined,
  ItalicOutlined,
  LinkOutlined,
  OrderedListOutlined,
  StrikethroughOutlined,
  UnderlineOutlined,
  UnorderedListOutlined,
} from '@ant-design/icons';
import type { Editor } from '@tiptap/core';
import { Button, Input, Popover } from 'antd';
import { useEffect, useReducer, useState, type FormEvent, type ReactNode } from 'react';
import { useSharedWords } from '../../../shared/i18n/words';
import { useWords } from '../words';
import { HTTPS } from './fields';
import css from './content.module.css';

type Format = 'bold' | 'italic' | 'underline' | 'strike' | 'bulletList' | 'orderedList';

const FORMATS: readonly [
  Format,
  'bold' | 'italic' | 'underline' | 'strike' | 'bullets' | 'numbers',
  ReactNode,
][] = [
  ['bold', 'bold', <BoldOutlined key="b" />],
  ['italic', 'italic', <ItalicOutlined key="i" />],
  ['underline', 'underline', <UnderlineOutlined key="u" />],
  ['strike', 'strike', <StrikethroughOutlined key="s" />],
  ['bulletList', 'bullets', <UnorderedListOutlined key="l" />],
  ['orderedList', 'numbers', <OrderedListOutlined key="o" />],
];

const toggled = (editor: Editor, format: Format): void => {
  const chain = editor.chain().focus();
  const steps = {
    bold: () => chain.toggleMark('bold'),
    italic: () => chain.toggleMark('italic'),
    underline: () => chain.toggleMark('underline'),
    strike: () => chain.toggleMark('strike'),
    bulletList: () => chain.toggleList('bulletList', 'listItem'),
    orderedList: () => chain.toggleList('orderedList', 'listItem'),
  };
  steps[format]().run();
};

export function RichTools({ editor, label }: { editor: Editor; label: string }) {
  const t = useWords();
  const [, look] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    // What is on changes with the selection, which React does not see.
    editor.on('transaction', look);
    return () => void editor.off('transaction', look);
  }, [editor]);
  return (
    <div className={css.tools} role="group" aria-label={label}>
      {FORMATS.map(([format, word, icon]) => (
        <Button
          key={format}
          type="text"
          size="small"
          icon={icon}
          aria-label={t(`rich.${word}`)}
          aria-pressed={editor.isActive(format)}
          className={editor.isActive(format) ? css.on : undefined}
          onClick={() => toggled(editor, format)}
        />
      ))}
      <LinkTool editor={editor} />
    </div>
  );
}

/** The address behind the selected words. */
function LinkTool({ editor }: { editor: Editor }) {
  const t = useWords();
  const [isOpen, setOpen] = useState(false);
  const isOn = editor.isActive('link');
  const change = (to: string) => {
    link(editor, to);
    setOpen(false);
  };
  return (
    <Popover
      trigger="click"
      open={isOpen}
      onOpenChange={setOpen}
      destroyOnHidden
      content={
        <LinkForm
          first={String(editor.getAttributes('link')['href'] ?? '')}
          onSet={change}
          onClose={() => setOpen(false)}
        />
      }
    >
      <Button
        type="text"
        size="small"
        icon={<LinkOutlined />}
        aria-label={t('rich.link')}
        aria-pressed={isOn}
        className={isOn ? css.on : undefined}
      />
    </Popover>
  );
}

/** Makes what is selected a link to an address; an empty one takes the link away. */
function link(editor: Editor, to: string): void {
  const isOn = editor.isActive('link');
  const chain = editor.chain().focus();
  if (editor.state.selection.empty && !isOn && to) {
    const marks = [{ type: 'link', attrs: { href: to } }];
    chain.insertContent({ type: 'text', text: to, marks }).run();
    return;
  }
  const whole = chain.extendMarkRange('link');
  (to ? whole.setMark('link', { href: to }) : whole.unsetMark('link')).run();
}

interface LinkFormProps {
  first: string;
  onSet: (href: string) => void;
  onClose: () => void;
}

function LinkForm({ first, onSet, onClose }: LinkFormProps) {
  const t = useWords();
  const shared = useSharedWords();
  const [href, setHref] = useState(first);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    onSet(href.trim());
  };
  return (
    <form className={css.linkForm} onSubmit={submit}>
      <Input
        autoFocus
        aria-label={t('field.url')}
        placeholder={HTTPS}
        value={href}
        maxLength={2000}
        onChange={(event) => setHref(event.target.value)}
      />
      <Button type="primary" htmlType="submit" disabled={!href.trim()}>
        {t('rich.link.set')}
      </Button>
      {first && <Button onClick={() => onSet('')}>{t('rich.link.remove')}</Button>}
      <Button type="text" onClick={onClose}>
        {shared('cancel')}
      </Button>
    </form>
  );
}
