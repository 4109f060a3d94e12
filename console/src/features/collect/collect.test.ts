import { describe, expect, it } from 'vitest';
import { drawnFrom, fieldsOf, typeOf, valuesOf } from './fields';
import { snippet, WAYS } from './snippets';

describe('snippets', () => {
  it.each(WAYS)('name this host and the key: %s', (way) => {
    const text = snippet(way, 'https://crm.example', 'wk_1');
    expect(text).toContain('https://crm.example');
    expect(text).toContain('wk_1');
    expect(text).not.toContain('segment.io');
  });
});

describe('a plan', () => {
  it('takes the one type that was seen, and any where there are more', () => {
    expect(typeOf({ text: 4 })).toBe('text');
    expect(typeOf({ number: 4, nothing: 1 })).toBe('number');
    expect(typeOf({ text: 4, number: 1 })).toBe('any');
    expect(typeOf({ nothing: 1 })).toBe('any');
    expect(typeOf({})).toBe('any');
  });

  it('begins with what was seen', () => {
    const seen = (name: string, share: number, types: Record<string, number>) => ({
      name,
      share,
      types,
      examples: [],
    });
    expect(
      drawnFrom([
        seen('sku', 1, { text: 3 }),
        seen('coupon', 0.5, { text: 1 }),
        seen('size', 1, { number: 2, nothing: 1 }),
      ]),
    ).toEqual([
      { name: 'sku', type: 'text', is_required: true, allowed: [] },
      { name: 'coupon', type: 'text', is_required: false, allowed: [] },
      { name: 'size', type: 'number', is_required: false, allowed: [] },
    ]);
  });

  it('goes through a form unchanged, and fills what was not set', () => {
    const field = { name: 'a', type: 'text', is_required: true, allowed: ['x'] } as const;
    expect(fieldsOf(valuesOf([{ ...field, allowed: ['x'] }]))).toEqual([field]);
    expect(fieldsOf([{ name: 'b' }])).toEqual([
      { name: 'b', type: 'any', is_required: false, allowed: [] },
    ]);
  });
});
