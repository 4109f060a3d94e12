/** The word for a value of the server that has one here, else the value itself. */
import { serverWord } from '../../../shared/i18n';
import { useWords } from '../words';

export function useKnown(): (
  of:
    | 'kind'
    | 'status'
    | 'happening'
    | 'purpose'
    | 'channel'
    | 'means'
    | 'refusal'
    | 'cause'
    | 'event'
    | 'prop',
  value: string,
) => string {
  useWords(); // follows the language
  return (of, value) => serverWord(`customer.${of}.${value}`) ?? value;
}
