/** The word for a value of the server that has one here, else the value itself. */
import type { words } from '../words.zh';
import { useWords } from '../words';

type Of =
  | 'kind'
  | 'source.kind'
  | 'source.kind.short'
  | 'outcome'
  | 'refusal'
  | 'type'
  | 'plan.mode'
  | 'problem.reason';

export function useKnown(): (of: Of, value: string) => string {
  const t = useWords();
  return (of, value) => {
    const key = `${of}.${value}`;
    const word = t(key as keyof typeof words);
    return word === key ? value : word;
  };
}
