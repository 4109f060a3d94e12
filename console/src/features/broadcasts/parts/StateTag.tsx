/** Where a broadcast stands, in the same colours everywhere. */
import { StatusTag, type Tone } from '../../../shared/ui/StatusTag';
import { serverWord } from '../../../shared/i18n';

const TONES: Record<string, Tone> = {
  draft: 'neutral',
  scheduled: 'info',
  expanding: 'info',
  sending: 'info',
  paused: 'warning',
  held: 'warning',
  finished: 'success',
  cancelled: 'neutral',
};

export function StateTag({ state }: { state: string }) {
  return (
    <StatusTag tone={TONES[state] ?? 'neutral'}>
      {serverWord(`broadcast.${state}`) ?? state}
    </StatusTag>
  );
}
