/** Rules for rows in words. */
import { useFormat } from '../../../shared/session';
import { useWords } from '../words';
import type { RowTest, Subject } from './api';
import { isMoney } from './values';

type Field =
  | 'amount'
  | 'unit_price'
  | 'discount'
  | 'quantity'
  | 'ordered_at'
  | 'sku'
  | 'buyer'
  | 'order_no'
  | 'price'
  | 'title'
  | 'category'
  | 'department'
  | 'brand';
const SHOWN = 5;

export function useField() {
  const t = useWords();
  return (field: string) => t(`row.field.${field as Field}`);
}

/** What a rule asks of a row, in one line. */
export function useSaid(subjects: readonly Subject[]) {
  const t = useWords();
  const format = useFormat();
  const named = useField();
  return (test: RowTest) => {
    const field = named(test.field);
    switch (test.kind) {
      case 'range': {
        const shown = (value: number) =>
          isMoney(subjects, test.field) ? format.money(value) : format.number(value);
        if (test.low == null) return t('row.say.most', { field, high: shown(test.high ?? 0) });
        if (test.high == null) return t('row.say.least', { field, low: shown(test.low) });
        return t('row.say.range', { field, low: shown(test.low), high: shown(test.high) });
      }
      case 'age': {
        const parts = [
          test.days != null && t('row.say.days', { field, days: format.number(test.days) }),
          test.not_in_future && t('row.say.future', { field }),
        ];
        return parts.filter(Boolean).join(' · ');
      }
      case 'pattern':
        return t('row.say.pattern', { field, pattern: test.pattern });
      case 'one_of': {
        const values = format.list(test.values.slice(0, SHOWN));
        const left = test.values.length - SHOWN;
        return left > 0
          ? t('row.say.oneOfMore', { field, values, count: format.number(left) })
          : t('row.say.oneOf', { field, values });
      }
      default:
        return t(test.kind === 'presence' ? 'row.say.presence' : 'row.say.reference', { field });
    }
  };
}
