import { describe, expect, it } from 'vitest';
import {
  mapped,
  missingFields,
  saysWhoMayBeReached,
  systemOf,
  ratesOf,
  ratesText,
} from './mapping';

const field = (name: string, isRequired = false, addsUp = false) => ({
  name,
  type: 'text',
  is_required: isRequired,
  adds_up: addsUp,
});
const FIELDS = [field('order_no', true), field('amount'), field('discount', false, true)];

describe('a mapping', () => {
  it('names what is still missing', () => {
    expect(missingFields('orders', FIELDS, { layout: 'generic', columns: {} })).toEqual([
      'order_no',
      'amount',
    ]);
    const plan = { layout: 'generic' as const, columns: { a: 'order_no', b: 'unit_price' } };
    expect(missingFields('orders', FIELDS, plan)).toEqual([]);
  });

  it('moves a field that takes one column, adds up one that takes several', () => {
    const plan = { layout: 'generic' as const, columns: { a: 'amount', b: 'discount' } };
    expect(mapped(plan, 'c', 'amount', FIELDS).columns).toEqual({ b: 'discount', c: 'amount' });
    expect(mapped(plan, 'c', 'discount', FIELDS).columns).toEqual({
      a: 'amount',
      b: 'discount',
      c: 'discount',
    });
    expect(mapped(plan, 'a', undefined, FIELDS).columns).toEqual({ b: 'discount' });
  });

  it('reads rates, and says when it cannot', () => {
    expect(ratesOf('usd=7.2，EUR=7.8')).toEqual({ USD: '7.2', EUR: '7.8' });
    expect(ratesOf('')).toEqual({});
    expect(ratesOf('USD 7')).toBeNull();
    expect(ratesText({ USD: '7.2', EUR: 7.8 })).toBe('USD=7.2, EUR=7.8');
  });

  it('knows a file of another system by its layout or by what it tells of people', () => {
    const plan = (layout: 'generic' | 'mautic_dnc', columns: Record<string, string>) => ({
      layout,
      columns,
    });
    expect(systemOf('mautic_dnc')).toBe('Mautic');
    expect(saysWhoMayBeReached(plan('mautic_dnc', {}))).toBe(true);
    expect(saysWhoMayBeReached(plan('generic', { a: 'opted_out' }))).toBe(true);
    expect(saysWhoMayBeReached(plan('generic', { a: 'email' }))).toBe(false);
  });
});
