/** Where an answer or a refusal came from, in words: a broadcast, a link, a page, or as it was noted. */
import { serverWord, who } from '../../../shared/i18n';
import { useWords } from '../words';

export function useSource(): (source: string) => string {
  const t = useWords();
  return (source) => {
    const broadcast = /^broadcast:(\d+)$/.exec(source)?.[1];
    if (broadcast) return t('source.broadcast', { id: broadcast });
    return serverWord(`customer.source.${source}`) ?? (source ? who(source) : '—');
  };
}
