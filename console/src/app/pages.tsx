/** Pages that stand where none could: not found, not allowed, failed. */
import { Button } from 'antd';
import { Link, useRouteError } from 'react-router';
import { useSharedWords } from '../shared/i18n/words';
import { Problem } from '../shared/api/problem';
import { useTitle } from '../shared/ui/Page';
import { EmptyState, Trouble } from '../shared/ui/State';
import { useAppWords } from './words';

export function NotFound() {
  const t = useAppWords();
  useTitle(t('notfound.title'));
  return (
    <EmptyState
      title={t('notfound.title')}
      text={t('notfound.text')}
      act={<Link to="/">{t('notfound.home')}</Link>}
    />
  );
}

export function Forbidden({ permission }: { permission: string }) {
  const t = useAppWords();
  useTitle(t('forbidden.title'));
  return <EmptyState title={t('forbidden.title')} text={t('forbidden.text', { permission })} />;
}

/** A page whose code threw or whose chunk is gone; the shell around it goes on. */
export function PageTrouble() {
  const error = useRouteError();
  const t = useSharedWords();
  useTitle(t('problem.page'));
  const reload = () => window.location.reload();
  if (error instanceof Problem) return <Trouble error={error} onRetry={reload} />;
  const isStale = error instanceof TypeError && /import/.test(error.message);
  return (
    <EmptyState
      title={t('problem.page')}
      text={isStale ? t('problem.stale') : error instanceof Error ? error.message : String(error)}
      act={<Button onClick={reload}>{t('problem.reload')}</Button>}
    />
  );
}
