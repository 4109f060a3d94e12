/** What units are called: signs such as kg are their own names. */
import { useCallback } from 'react';
import { serverWord } from '../../shared/i18n';
import { useWords } from './words';

export function useUnit(): (code: string) => string {
  const t = useWords(); // follows the language
  return useCallback((code) => (t('unit') && serverWord(`unit.is.${code}`)) ?? code, [t]);
}
