/** A refusal as a sentence: our words for its code, and the nearest word that exists. */
import { problemText, type Problem } from '../../../shared/api/problem';
import { useSharedWords } from '../../../shared/i18n/words';
import { useWords } from '../words';

const OWN = ['value_missing', 'invalid_input'] as const;

export function useFaultText(): (problem: Problem) => string {
  const t = useWords();
  const shared = useSharedWords();
  return (problem) => {
    const code = OWN.find((one) => one === problem.code);
    const text = code ? t(`fault.${code}`) : problemText(problem, shared);
    const { near, line, part } = problem.body.params ?? {};
    if (typeof near === 'string' && near !== '') return `${text} ${t('fault.near', { near })}`;
    // A line says something only where its author sees lines.
    const isSeen = problem.code === 'mjml_syntax' && part === undefined;
    return isSeen && typeof line === 'number' ? t('fault.line', { line, text }) : text;
  };
}
