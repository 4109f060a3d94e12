/** What a plan does with messages that are otherwise; no plan is a dash. */
import { StatusTag, type Tone } from '../../../shared/ui/StatusTag';
import { useKnown } from './useKnown';

const TONES: Record<string, Tone> = { off: 'neutral', warn: 'info', block: 'warning' };

export function ModeTag({ mode }: { mode: string }) {
  const known = useKnown();
  if (!mode) return <>—</>;
  return <StatusTag tone={TONES[mode] ?? 'neutral'}>{known('plan.mode', mode)}</StatusTag>;
}
