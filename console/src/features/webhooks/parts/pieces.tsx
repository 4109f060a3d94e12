/** The small pieces of webhooks: states, addresses, names. */
import { serverWord } from '../../../shared/i18n';
import { StatusTag, type Tone } from '../../../shared/ui/StatusTag';
import type { Delivery, Webhook } from '../api';
import { useWords } from '../words';

const TONES: Record<string, Tone> = {
  waiting: 'neutral',
  delivered: 'success',
  failed: 'danger',
};

export function WebhookState({ row }: { row: Webhook }) {
  const t = useWords();
  if (row.state === 'ended') return <StatusTag tone="danger">{t('webhook.ended')}</StatusTag>;
  if (row.state === 'paused') return <StatusTag tone="neutral">{t('webhook.paused')}</StatusTag>;
  if (row.failing_since) return <StatusTag tone="warning">{t('webhook.failing')}</StatusTag>;
  return <StatusTag tone="success">{t('webhook.active')}</StatusTag>;
}

export function DeliveryState({ row }: { row: Delivery }) {
  return (
    <StatusTag tone={TONES[row.state] ?? 'neutral'}>
      {serverWord(`delivery.${row.state}`) ?? row.state}
    </StatusTag>
  );
}

/** What came of the last try: the answer's number, or why there was none. */
export function LastTry({ row }: { row: Delivery }) {
  const last = row.tries.at(-1);
  if (!last) return <>—</>;
  const said = last.status ? `HTTP ${last.status}` : serverWord(`delivery.no.${last.detail}`);
  return <>{`${said ?? last.detail} · ${last.ms} ms`}</>;
}

/** The host: a path may hold a key of the other program. */
export function Address({ url }: { url: string }) {
  const host = URL.canParse(url) ? new URL(url).origin : url;
  return <span title={url}>{host}</span>;
}

/** An event in words, with its name for programs beside it. */
export const kindName = (kind: string) => serverWord(`event.${kind}`) ?? kind;
