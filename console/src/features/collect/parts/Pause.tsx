/** Stops and starts a source; stopping says first what it costs. */
import { Button } from 'antd';
import { ConfirmDanger } from '../../../shared/ui/ConfirmDanger';
import { usePause, type SourceAt } from '../api';
import { useWords } from '../words';

export function Pause({ source }: { source: SourceAt }) {
  const t = useWords();
  const pause = usePause(source.id, (isPaused) =>
    t(isPaused ? 'source.pause.done' : 'source.resume.done'),
  );
  if (source.is_paused) {
    return (
      <Button type="primary" loading={pause.isPending} onClick={() => pause.mutate(false)}>
        {t('source.resume')}
      </Button>
    );
  }
  return (
    <ConfirmDanger
      title={t('source.pause.title', { name: source.name })}
      consequence={t('source.pause.text')}
      act={t('source.pause')}
      onConfirm={() => pause.mutateAsync(true)}
    >
      {(open) => <Button onClick={open}>{t('source.pause')}</Button>}
    </ConfirmDanger>
  );
}
