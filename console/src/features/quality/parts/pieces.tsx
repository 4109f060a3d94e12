/** The small pieces of data quality: a table, a score, its trend, and what is wrong in words. */
import type { ReactNode } from 'react';
import { useFormat } from '../../../shared/session';
import { StatusTag } from '../../../shared/ui/StatusTag';
import type { Alert, Rule, Source } from '../api';
import css from '../quality.module.css';
import { useWords } from '../words';

export function PlainTable(props: {
  label: string;
  columns: readonly string[];
  children: ReactNode;
}) {
  return (
    <div className={css.scroll} role="region" aria-label={props.label} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {props.columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{props.children}</tbody>
      </table>
    </div>
  );
}

export function Score({ of }: { of: Source }) {
  const t = useWords();
  if (of.score === null) return <span className="soft">{t('score.none')}</span>;
  return <strong className={css.score}>{of.score}</strong>;
}

/** A bar a day as tall as its score; a day without data is a faint stroke. */
export function Trend({ of }: { of: Source }) {
  const t = useWords();
  const scores = of.days.flatMap(({ score }) => (score === null ? [] : [score]));
  const label =
    scores.length === 0
      ? t('trend.none')
      : t('trend.label', { days: scores.length, least: Math.min(...scores) });
  return (
    <svg
      className={css.trend}
      role="img"
      aria-label={label}
      viewBox="0 0 120 24"
      width="120"
      height="24"
    >
      {of.days.map(({ day, score }, at) => {
        const tall = score === null ? 1 : Math.max(2, (score / 100) * 24);
        return (
          <rect
            key={day}
            x={at * 4}
            y={24 - tall}
            width={3}
            height={tall}
            fill="currentColor"
            opacity={score === null ? 0.25 : 1}
          />
        );
      })}
    </svg>
  );
}

export function SourceState({ of }: { of: Source }) {
  const t = useWords();
  if (of.is_paused) return <StatusTag tone="neutral">{t('state.paused')}</StatusTag>;
  if (of.open > 0) {
    return <StatusTag tone="danger">{t('state.open', { count: of.open })}</StatusTag>;
  }
  return <StatusTag tone="success">{t('state.fine')}</StatusTag>;
}

/** Figures as they stand in a sentence. */
function useFigures() {
  const format = useFormat();
  return (facts: Record<string, number>) =>
    Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, format.number(value)]));
}

export function useWrong() {
  const t = useWords();
  const figures = useFigures();
  return ({ check, facts }: Pick<Alert, 'check' | 'facts'>) => t(`wrong.${check}`, figures(facts));
}

/** What a check comes to now, and why it cannot be judged where it cannot. */
export function Now({ rule }: { rule: Rule }) {
  const t = useWords();
  const wrong = useWrong();
  const figures = useFigures()(rule.facts);
  if (rule.state === 'fine') return <StatusTag tone="success">{t('now.fine')}</StatusTag>;
  if (rule.state === 'off') return <StatusTag tone="neutral">{t('now.off')}</StatusTag>;
  if (rule.state === 'wrong') {
    return (
      <>
        <StatusTag tone="danger">{t('now.wrong')}</StatusTag> {wrong(rule)}
      </>
    );
  }
  const isOfDay = rule.check !== 'volume' && rule.check !== 'freshness';
  const isYoung = rule.check === 'volume' && rule.facts['weeks'] !== undefined;
  const why = isOfDay
    ? t('yet.share', figures)
    : isYoung
      ? t('yet.volume', figures)
      : t(rule.check === 'volume' ? 'yet.hour' : 'yet.freshness');
  return (
    <>
      <StatusTag tone="info">{t('now.not_yet')}</StatusTag> <span className="soft">{why}</span>
    </>
  );
}
