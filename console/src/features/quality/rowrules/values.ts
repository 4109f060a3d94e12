/** A rule as its form holds it: one choice of field and test, amounts in major units, lists as lines. */
import { exponent } from '../../../shared/format';
import type { RowRule, RowRuleIn, RowTest, Subject } from './api';

export interface Values {
  /** `field.kind` */
  what: string;
  low?: number | null;
  high?: number | null;
  days?: number | null;
  not_in_future?: boolean;
  pattern?: string;
  values?: string;
  severity: 'warn' | 'hold';
  is_on: boolean;
}

export type TestKind = RowTest['kind'];

export const partsOf = (what: string) => {
  const [field = '', kind = ''] = what.split('.');
  return { field, kind: kind as TestKind };
};

export const isMoney = (subjects: readonly Subject[], field: string) =>
  subjects.find((one) => one.field === field)?.sort === 'money';

const lines = (text = '') =>
  text
    .split('\n')
    .map((one) => one.trim())
    .filter(Boolean);

export function ruleOf(values: Values, unit: number): RowRuleIn {
  return { test: testOf(values, unit), severity: values.severity, is_on: values.is_on };
}

function testOf(values: Values, unit: number): RowTest {
  const { field, kind } = partsOf(values.what);
  const minor = (value?: number | null) => (value == null ? null : Math.round(value * unit));
  switch (kind) {
    case 'range':
      return { kind, field, low: minor(values.low), high: minor(values.high) };
    case 'age':
      return {
        kind,
        field,
        days: values.days ?? null,
        not_in_future: values.not_in_future ?? false,
      };
    case 'pattern':
      return { kind, field, pattern: values.pattern ?? '' };
    case 'one_of':
      return { kind, field, values: lines(values.values) };
    default:
      return { kind, field };
  }
}

export function valuesOf({ test, severity, is_on: isOn }: RowRule, unit: number): Values {
  const major = (value?: number | null) => (value == null ? null : value / unit);
  return {
    what: `${test.field}.${test.kind}`,
    severity,
    is_on: isOn,
    ...(test.kind === 'range' && { low: major(test.low), high: major(test.high) }),
    ...(test.kind === 'age' && { days: test.days, not_in_future: test.not_in_future }),
    ...(test.kind === 'pattern' && { pattern: test.pattern }),
    ...(test.kind === 'one_of' && { values: test.values.join('\n') }),
  };
}

/** Whole units of the field in one that people write: money in its major unit. */
export const unitOf = (subjects: readonly Subject[], field: string, currency: string) =>
  isMoney(subjects, field) ? 10 ** exponent(currency) : 1;
