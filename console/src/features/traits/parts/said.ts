/** A trait's name, unit and values in the reader's words. */
import { useFormat } from '../../../shared/session';
import type { Bar, Trait } from '../api';
import { useWords } from '../words';

type Fact = Parameters<ReturnType<typeof useWords>>[0] & `fact.${string}`;
type Unit = 'order' | 'day' | 'score';

export function useSaid() {
  const t = useWords();
  const format = useFormat();
  const zh = format.language === 'zh-CN';
  const plain = (trait: Trait, value: number) => {
    if (trait.type === 'date') return format.date(new Date(value * 1000).toISOString());
    if (trait.type === 'money') return format.money(value);
    return format.number(value, { digits: Number.isInteger(value) ? 0 : 2 });
  };
  return {
    // Names begin small, as they stand within the sentences of rules.
    name: (trait: Trait) => (zh ? trait.zh : capital(trait.en)),
    meaning: (trait: Trait) => (zh ? trait.meaning_zh : trait.meaning_en),
    facts: (trait: Trait) => format.list(trait.facts.map((fact) => t(`fact.${fact}` as Fact))),
    unit: (trait: Trait) => {
      if (trait.type === 'money') return t('unit.money', { currency: format.currency });
      return trait.unit ? t(`unit.${trait.unit as Unit}`) : t('unit.none');
    },
    known: (trait: Trait, customers: number) =>
      t('known.share', {
        count: format.number(trait.known),
        share: customers ? format.percent(trait.known / customers) : '—',
      }),
    bar: (trait: Trait, { value, start, end }: Bar): string => {
      if (value !== null) {
        const option = trait.options.find((one) => one.value === value);
        return option ? (zh ? option.zh : option.en) : value;
      }
      if (start !== null && start === end) return plain(trait, start);
      if (start === null) return t('values.below', { end: plain(trait, end ?? 0) });
      if (end === null) return t('values.above', { start: plain(trait, start) });
      return t('values.between', { start: plain(trait, start), end: plain(trait, end) });
    },
  };
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
