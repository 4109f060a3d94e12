import { describe, expect, it } from 'vitest';
import { added, asGroup, fresh, replaced, unwrapped, without, wrapped } from './rule';

describe('a rule while it is built', () => {
  const one = fresh('trait');
  const other = fresh('orders');

  it('shows any saved rule as a group', () => {
    expect(asGroup(one)).toEqual({ kind: 'all', rules: [one] });
    expect(asGroup({ kind: 'any', rules: [one] })).toEqual({ kind: 'any', rules: [one] });
  });

  it('adds, replaces and removes at a place and leaves the rest', () => {
    const group = added(asGroup(one), other);
    expect(group.rules).toEqual([one, other]);
    expect(replaced(group, 0, other).rules).toEqual([other, other]);
    expect(without(group, 0).rules).toEqual([other]);
    expect(group.rules).toEqual([one, other]);
  });

  it('puts a condition into a "not" and takes it out again', () => {
    expect(unwrapped(wrapped(one, true))).toEqual({ rule: one, isNot: true });
    expect(unwrapped(wrapped(one, false))).toEqual({ rule: one, isNot: false });
  });
});
