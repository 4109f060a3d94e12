/** An own category's name, and the one that it lies in. */
import { Button, Input } from 'antd';
import { useState, type FormEvent } from 'react';
import { useWords } from '../words';
import { useChange, useCreate, type Own } from './api';
import css from './categories.module.css';

interface Props {
  own: readonly Own[];
  /** The one to change; without it a new one. */
  of?: Own;
  done: () => void;
}

export function OwnForm({ own, of, done }: Props) {
  const t = useWords();
  const [name, setName] = useState(of?.name ?? '');
  const [parent, setParent] = useState(of?.parent_id ?? null);
  const create = useCreate(done);
  const change = useChange(of?.id ?? 0, done);
  const act = of ? change : create;
  const save = (event: FormEvent) => {
    event.preventDefault();
    act.mutate({ name, parent_id: parent });
  };
  return (
    <form className={css.line} onSubmit={save}>
      <Input
        className={css.name}
        aria-label={t('own.name')}
        placeholder={t('own.name')}
        maxLength={120}
        value={name}
        autoFocus
        onChange={(event) => setName(event.target.value)}
      />
      <Choice
        label={t('own.parent')}
        none={t('own.parent.none')}
        own={own.filter((one) => one.id !== of?.id)}
        value={parent}
        choose={setParent}
      />
      <Button type="primary" htmlType="submit" disabled={!name.trim()} loading={act.isPending}>
        {t('own.save')}
      </Button>
      <Button onClick={done}>{t('own.cancel')}</Button>
    </form>
  );
}

interface ChoiceProps {
  label: string;
  none: string;
  own: readonly Own[];
  value: number | null;
  choose: (id: number | null) => void;
}

/** One of the own categories; the browser's own list serves, and is light. */
export function Choice({ label, none, own, value, choose }: ChoiceProps) {
  return (
    <select
      className={css.choice}
      aria-label={label}
      value={value ?? ''}
      onChange={({ target }) => choose(target.value ? Number(target.value) : null)}
    >
      <option value="">{none}</option>
      {own.map(({ id, path }) => (
        <option key={id} value={id}>
          {path}
        </option>
      ))}
    </select>
  );
}
