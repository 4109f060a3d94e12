/** Why two records may be one person, where that was seen, and what came of it. */
import { who } from '../../../../shared/i18n';
import type { Match } from '../api';
import { useWords } from '../words';
import { Reasons } from './Reasons';

const KINDS = ['phone', 'email', 'user_id', 'alias', 'app'] as const;

/** Where something was seen, in words: a file, a source, a connection. */
export function useOrigin(): (source: string) => string {
  const t = useWords();
  return (source) => {
    const [, from, id] = /^(import|source|connection):(\d+)/.exec(source) ?? [];
    return from && id
      ? t(`from.${from as 'import' | 'source' | 'connection'}`, { id })
      : who(source);
  };
}

export function Because({ match }: { match: Match }) {
  const t = useWords();
  const kind = KINDS.find((one) => one === match.kind);
  if (kind) return <>{t(`why.${kind}`)}</>;
  if (!match.alike) return <>{t('why.staff', { who: who(match.source) })}</>;
  return (
    <>
      {t('why.alike', { who: who(match.source) })}
      <Reasons reasons={match.alike} />
    </>
  );
}
