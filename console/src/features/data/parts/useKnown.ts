/** The word for a value of the server that has one here, else the value itself. */
import { serverWord } from '../../../shared/i18n';
import { useWords } from '../words';

type Of = 'kind' | 'layout' | 'reason' | 'field' | 'row.state';

export function useKnown(): (of: Of, value: string) => string {
  useWords(); // follows the language
  return (of, value) => serverWord(`import.${of}.${value}`) ?? value;
}
