/** The state of an import in a word. */
import { StatusTag, type Tone } from '../../../shared/ui/StatusTag';
import { useWords } from '../words';

export const STATES = ['draft', 'waiting', 'running', 'finished', 'failed', 'cancelled'] as const;

const TONES: Record<(typeof STATES)[number], Tone> = {
  draft: 'neutral',
  waiting: 'neutral',
  running: 'info',
  finished: 'success',
  failed: 'danger',
  cancelled: 'warning',
};

export function ImportState({ state }: { state: string }) {
  const t = useWords();
  const known = STATES.find((one) => one === state);
  if (!known) return <>{state}</>;
  return <StatusTag tone={TONES[known]}>{t(`state.${known}`)}</StatusTag>;
}
