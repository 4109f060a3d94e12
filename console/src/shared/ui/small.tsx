/** Small pieces that show one value: money, times, names and values in pairs, a rule as a sentence. */
import { CopyOutlined } from '@ant-design/icons';
import { App, Button, Tooltip } from 'antd';
import type { ReactNode } from 'react';
import { useSharedWords } from '../i18n/words';
import { useLanguage } from '../preferences';
import { useFormat } from '../session';
import css from './small.module.css';

/** Minor units as money of the workspace (or of `currency`); nothing known is a dash. */
export function Money(props: {
  minor: number | null | undefined;
  currency?: string;
  compact?: boolean;
}) {
  const format = useFormat();
  if (props.minor === null || props.minor === undefined) return <>—</>;
  return (
    <span className={css.figure}>
      {format.money(props.minor, { currency: props.currency, compact: props.compact })}
    </span>
  );
}

/** An instant in the workspace's zone; `ago` shows how long ago with the instant on hover and focus. */
export function Time({
  at,
  ago,
  dateOnly,
}: {
  at: string | null | undefined;
  ago?: boolean;
  dateOnly?: boolean;
}) {
  const format = useFormat();
  if (!at) return <>—</>;
  if (!ago) {
    return (
      <time dateTime={at} className={css.figure}>
        {dateOnly ? format.date(at) : format.dateTime(at)}
      </time>
    );
  }
  return (
    <Tooltip title={format.dateTime(at)}>
      <time dateTime={at}>{format.relative(at)}</time>
    </Tooltip>
  );
}

/** Names and values in two columns, for drawers. */
export function Facts({ items }: { items: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className={css.facts}>
      {items.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value ?? '—'}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A rule as the server says it, in the language in force. */
export function RuleSentence({ sentence }: { sentence: { zh: string; en: string } }) {
  const language = useLanguage();
  const text = language === 'zh-CN' ? sentence.zh : sentence.en;
  // The server writes values between 「」 or “”: they stand out, the grammar steps back.
  const parts = text.split(/([「“][^」”]*[」”])/);
  return (
    <p className={css.rule}>
      {parts.map((part, at) => (at % 2 ? <strong key={at}>{part}</strong> : part))}
    </p>
  );
}

/** Text to be taken elsewhere, with a button that copies it. */
export function CopyText({ text, label }: { text: string; label: string }) {
  const t = useSharedWords();
  const { message } = App.useApp();
  const copy = () => {
    void copyToClipboard(text).then(() => message.success(t('copied')));
  };
  return (
    <div className={css.copy}>
      <code>{text}</code>
      <Button
        size="small"
        icon={<CopyOutlined />}
        aria-label={`${t('copy')} ${label}`}
        onClick={copy}
      />
    </div>
  );
}

/** The clipboard of the browser asks for https or localhost; elsewhere the old way still works. */
async function copyToClipboard(text: string): Promise<void> {
  if (window.isSecureContext) return navigator.clipboard.writeText(text);
  const area = document.createElement('textarea');
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
}
