import { describe, expect, it } from 'vitest';
import type { RowRule } from './api';
import { ruleOf, valuesOf } from './values';

const kept = (test: RowRule['test']) => ({ test, severity: 'hold', is_on: true }) as RowRule;

describe('a rule for rows in its form', () => {
  it('comes back as it was, amounts in major units and lists as lines', () => {
    const tests: RowRule['test'][] = [
      { kind: 'range', field: 'amount', low: 1, high: null },
      { kind: 'age', field: 'ordered_at', days: 365, not_in_future: true },
      { kind: 'presence', field: 'buyer' },
      { kind: 'pattern', field: 'sku', pattern: 'A-#' },
      { kind: 'one_of', field: 'sku', values: ['a', 'b'] },
      { kind: 'reference', field: 'sku' },
    ];
    for (const test of tests) {
      expect(ruleOf(valuesOf(kept(test), 100), 100).test).toEqual(test);
    }
    expect(valuesOf(kept(tests[0]!), 100).low).toBe(0.01);
    expect(valuesOf(kept(tests[4]!), 1).values).toBe('a\nb');
  });
});
