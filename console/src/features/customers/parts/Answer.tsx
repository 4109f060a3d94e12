/** What somebody said about a purpose: yes, no, or nothing yet. */
import { StatusTag } from '../../../shared/ui/StatusTag';
import { useWords } from '../words';

export function Answer({ state }: { state: string | null }) {
  const t = useWords();
  if (state === 'granted') return <StatusTag tone="success">{t('consent.granted')}</StatusTag>;
  if (state === 'withdrawn') return <StatusTag tone="danger">{t('consent.withdrawn')}</StatusTag>;
  return <StatusTag tone="neutral">{t('consent.silent')}</StatusTag>;
}
