/** What stands where data would: nothing yet (and what to do), trouble (and try again), still loading. */
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { problemText } from '../api/problem';
import { useSharedWords } from '../i18n/words';
import css from './State.module.css';

export interface EmptyWords {
  title: string;
  /** What will be here, and how it gets here. */
  text?: ReactNode;
  act?: ReactNode;
}

export function EmptyState({ title, text, act }: EmptyWords) {
  return (
    <div className={css.state}>
      <h2>{title}</h2>
      {text && <p className="soft">{text}</p>}
      {act && <div className={css.act}>{act}</div>}
    </div>
  );
}

export function Trouble({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const t = useSharedWords();
  return (
    <div className={css.state} role="alert">
      <h2>{t('problem.title')}</h2>
      <p className="soft">{problemText(error, t)}</p>
      {onRetry && (
        <div className={css.act}>
          <Button onClick={onRetry}>{t('retry')}</Button>
        </div>
      )}
    </div>
  );
}

/** Grey bars in the shape of what comes. */
export function Bones({ lines = 6 }: { lines?: number }) {
  const t = useSharedWords();
  return (
    <div className={css.bones} role="status" aria-label={t('loading')}>
      {Array.from({ length: lines }, (_, at) => (
        <span
          key={at}
          className={css.bone}
          style={{ width: `${[92, 64, 80, 48, 72, 56][at % 6]}%` }}
        />
      ))}
    </div>
  );
}

interface Asked<Data> {
  data: Data | undefined;
  error: unknown;
  refetch: () => unknown;
}

/** `<Ready of={query}>{(data) => …}</Ready>`: bones, then trouble with a retry, or the data. */
export function Ready<Data>(props: {
  of: Asked<Data>;
  lines?: number;
  children: (data: Data) => ReactNode;
}) {
  const { data, error, refetch } = props.of;
  if (data !== undefined) return <>{props.children(data)}</>;
  if (error) return <Trouble error={error} onRetry={() => void refetch()} />;
  return <Bones lines={props.lines} />;
}
