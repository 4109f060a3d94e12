import { describe, expect, it } from 'vitest';
import type { Rule } from './api';
import { ruleOf, valuesOf } from './values';

describe('a rule and its form', () => {
  it('are the same thing in both directions', () => {
    const rule = ruleOf(
      {
        name: '客服',
        mark: 'staff',
        emails: ' a@b.cn \n\nc@d.cn',
        phones: '13800000000',
        skus: 'TEST-*',
        amount_max: 0.29,
      },
      'CNY',
    );
    expect(rule.conditions).toMatchObject({ skus: ['TEST-*'], amount_min: null, amount_max: 29 });
    expect(rule.people?.identifiers).toEqual([
      { kind: 'email', value: 'a@b.cn' },
      { kind: 'email', value: 'c@d.cn' },
      { kind: 'phone', value: '13800000000' },
    ]);
    expect(ruleOf(valuesOf(rule as Rule, 'CNY'), 'CNY')).toEqual(rule);
  });
});
