/** One labelled field of the editor, with its hint and what is wrong with it. */
import { Button, Input, InputNumber, Segmented } from 'antd';
import { useId, useState, type ReactNode } from 'react';
import type { Snippet } from '../snippets';
import { insertedAt } from '../snippets';
import { useWords } from '../words';
import { InsertWord } from './InsertWord';
import css from './content.module.css';

/** How most addresses begin. */
export const HTTPS = 'https://';

/** What goes to the control: its name for labels, and where its error stands. */
export interface Control {
  id: string;
  'aria-invalid': boolean;
  'aria-describedby': string | undefined;
  status: 'error' | undefined;
}

interface FieldProps {
  label: string;
  extra?: ReactNode;
  error?: string;
  act?: ReactNode;
  children: (control: Control) => ReactNode;
}

export function Field({ label, extra, error, act, children }: FieldProps) {
  const id = useId();
  const hint = `${id}-hint`;
  const isSaid = Boolean(error ?? extra);
  return (
    <div className={css.field}>
      <div className={css.label}>
        <label htmlFor={id} id={`${id}-label`}>
          {label}
        </label>
        {act}
      </div>
      {children({
        id,
        'aria-invalid': Boolean(error),
        'aria-describedby': isSaid ? hint : undefined,
        status: error ? 'error' : undefined,
      })}
      {isSaid && (
        <div id={hint} className={error ? css.error : css.extra}>
          {error ?? extra}
        </div>
      )}
    </div>
  );
}

interface WordFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  extra?: ReactNode;
  error?: string;
  most: number;
  /** Several lines. */
  rows?: number;
  isCode?: boolean;
  hint?: string;
}

/** A text into which words of the customer can be put, at the place of the caret. */
export function WordField(props: WordFieldProps) {
  const { label, value, onChange, extra, error, most, rows, hint } = props;
  const name = useId();
  const insert = (snippet: Snippet) => {
    const field = document.getElementsByName(name)[0] as HTMLInputElement;
    const { selectionStart, selectionEnd } = field;
    const end = value.length;
    const made = insertedAt(value, [selectionStart ?? end, selectionEnd ?? end], snippet);
    onChange(made.text);
    requestAnimationFrame(() => {
      field.focus();
      field.setSelectionRange(...made.selection);
    });
  };
  return (
    <Field
      label={label}
      extra={extra}
      error={error}
      act={<InsertWord field={label} onPick={insert} />}
    >
      {(control) => {
        const shared = {
          ...control,
          name,
          value,
          maxLength: most,
          placeholder: hint,
          autoComplete: 'off',
          onChange: (event: { target: { value: string } }) => onChange(event.target.value),
        };
        return rows ? (
          <Input.TextArea
            {...shared}
            rows={rows}
            className={props.isCode ? 'mono' : undefined}
            spellCheck={!props.isCode}
          />
        ) : (
          <Input {...shared} />
        );
      }}
    </Field>
  );
}

interface ChoiceProps<Value extends string | number> {
  label: string;
  value: Value;
  options: readonly { value: Value; label: string }[];
  onChange: (value: Value) => void;
}

export function ChoiceField<Value extends string | number>(props: ChoiceProps<Value>) {
  const id = useId();
  return (
    <div className={css.field}>
      <div className={css.label} id={id}>
        {props.label}
      </div>
      <div>
        <Segmented
          aria-labelledby={id}
          value={props.value}
          options={[...props.options]}
          onChange={props.onChange}
        />
      </div>
    </div>
  );
}

interface NumberProps {
  label: string;
  value: number | null;
  range: readonly [number, number];
  onChange: (value: number | null) => void;
  extra?: string;
  suffix?: string;
}

export function NumberField({ label, value, range, onChange, extra, suffix }: NumberProps) {
  return (
    <Field label={label} extra={extra}>
      {(control) => (
        <InputNumber
          {...control}
          min={range[0]}
          max={range[1]}
          precision={0}
          value={value}
          suffix={suffix}
          style={{ width: 140 }}
          onChange={onChange}
        />
      )}
    </Field>
  );
}

const CODE = /^#[0-9a-fA-F]{6}$/;

interface ColourProps {
  label: string;
  value: string | null;
  onChange: (value: string | null) => void;
  /** What is used while none is chosen. */
  usual?: string;
  mayBeNone?: boolean;
  extra?: ReactNode;
}

/** A colour by the browser's own picker or by its code; only a whole code is passed on. */
export function ColourField({ label, value, onChange, usual, mayBeNone, extra }: ColourProps) {
  const t = useWords();
  const [typed, setTyped] = useState<string>();
  const text = typed ?? value ?? '';
  const isWrong = text === '' ? !mayBeNone : !CODE.test(text);
  const set = (next: string | null) => {
    setTyped(undefined);
    onChange(next);
  };
  const type = (next: string) => {
    setTyped(next);
    if (CODE.test(next)) onChange(next);
    else if (next === '' && mayBeNone) onChange(null);
  };
  return (
    <Field label={label} extra={extra} error={isWrong ? t('field.colour.wrong') : undefined}>
      {({ id, status, ...control }) => (
        <div className={css.colour}>
          <input
            type="color"
            id={id}
            {...control}
            value={value ?? usual ?? '#000000'}
            data-none={value === null || undefined}
            onChange={(event) => set(event.target.value)}
          />
          <Input
            aria-label={t('field.colour.code', { name: label })}
            {...control}
            status={status}
            value={text}
            placeholder={usual}
            maxLength={7}
            onChange={(event) => type(event.target.value.trim())}
          />
          {mayBeNone && value !== null && (
            <Button type="text" onClick={() => set(null)}>
              {t('field.colour.usual')}
            </Button>
          )}
        </div>
      )}
    </Field>
  );
}
