/** The state of a job in a word. */
import { serverWord } from '../i18n';
import { StatusTag, type Tone } from './StatusTag';

const TONES: Record<string, Tone> = {
  waiting: 'neutral',
  running: 'info',
  done: 'success',
  failed: 'danger',
  cancelled: 'warning',
};

export function JobState({ state }: { state: string }) {
  return (
    <StatusTag tone={TONES[state] ?? 'neutral'}>
      {serverWord(`job.state.${state}`) ?? state}
    </StatusTag>
  );
}

export const isAlive = ({ state }: { state: string }): boolean =>
  state === 'waiting' || state === 'running';
