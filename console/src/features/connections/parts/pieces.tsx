/** The small pieces of connections: states, names, what is wrong and what to do. */
import { serverWord } from '../../../shared/i18n';
import { useLanguage } from '../../../shared/preferences';
import { useFormat } from '../../../shared/session';
import { LinkButton } from '../../../shared/ui/LinkButton';
import { StatusTag } from '../../../shared/ui/StatusTag';
import { useKinds, type Connection, type Problem } from '../api';
import { urls } from '../urls';
import { useWords } from '../words';

/** Words that the server gives in both languages. */
export function useSaid() {
  const language = useLanguage();
  return (words: { zh: string; en: string }) => (language === 'zh-CN' ? words.zh : words.en);
}

export function KindName({ name }: { name: string }) {
  const said = useSaid();
  const kind = useKinds().data?.find((one) => one.name === name);
  return <>{kind ? said(kind.words) : name}</>;
}

/** Whether its platform is asked; the others only listen. */
export const useIsAsked = (name: string) =>
  useKinds().data?.find((one) => one.name === name)?.is_asked ?? true;

export function ConnectionState({ row }: { row: Connection }) {
  const t = useWords();
  const isAsked = useIsAsked(row.kind);
  if (row.state === 'needs_attention') {
    return <StatusTag tone="danger">{t('state.needs_attention')}</StatusTag>;
  }
  if (row.state === 'paused') return <StatusTag tone="neutral">{t('state.paused')}</StatusTag>;
  if (row.problem) return <StatusTag tone="warning">{t('state.trouble')}</StatusTag>;
  return <StatusTag tone="success">{t(isAsked ? 'state.active' : 'state.listens')}</StatusTag>;
}

/** How long ago all had been read that was known there. */
export function Lag({ row }: { row: Connection }) {
  const t = useWords();
  const format = useFormat();
  const isAsked = useIsAsked(row.kind);
  if (!isAsked) return <>—</>;
  if (row.lag_seconds === null) return <>{t('lag.never')}</>;
  if (row.lag_seconds < 60) return <>{t('lag.now')}</>;
  if (row.lag_seconds < 3600) {
    return <>{t('lag.minutes', { count: format.number(Math.round(row.lag_seconds / 60)) })}</>;
  }
  return <>{t('lag.hours', { count: format.number(Math.round(row.lag_seconds / 3600)) })}</>;
}

/** What is wrong, and what helps. */
export const problemWords = (problem: Problem) =>
  serverWord(`error.${problem.code}`, problem.params) ?? problem.detail;

/** Where a person mends it, if that is another page. */
export function MendLink({ problem }: { problem: Problem }) {
  const t = useWords();
  const number = problem.params['import_id'];
  return number ? <LinkButton to={urls.import(number)}>{t('problem.import')}</LinkButton> : null;
}

/** What was read, by sort: "12 orders, 3 refunds". */
export function Counts({ counts }: { counts: Record<string, number> }) {
  const t = useWords();
  const format = useFormat();
  const known = Object.entries(counts).filter(([, count]) => count > 0);
  const texts = known.map(([sort, count]) => {
    const name = serverWord(`connection.sort.${sort}`) ?? sort;
    return t('count', { sort: name, count: format.number(count) });
  });
  return <>{texts.join(t('count.comma')) || '—'}</>;
}
