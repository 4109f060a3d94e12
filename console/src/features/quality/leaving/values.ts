/** A rule as its form holds it: lists as lines, amounts in major units. */
import { exponent } from '../../../shared/format';
import type { Rule, RuleIn } from './api';

export interface Values {
  name: string;
  mark: 'test' | 'staff';
  emails?: string;
  phones?: string;
  ids?: string;
  names?: string;
  tags?: string;
  skus?: string;
  order_nos?: string;
  coupons?: string;
  amount_min?: number | null;
  amount_max?: number | null;
  shop_ids?: number[];
}

const lines = (text = '') =>
  text
    .split('\n')
    .map((one) => one.trim())
    .filter(Boolean);

export function ruleOf(values: Values, currency: string): RuleIn {
  const unit = 10 ** exponent(currency);
  const minor = (amount: number | null | undefined) =>
    amount == null ? null : Math.round(amount * unit);
  const known = (kind: 'email' | 'phone' | 'user_id', text?: string) =>
    lines(text).map((value) => ({ kind, value }));
  return {
    name: values.name ?? '',
    mark: values.mark,
    conditions: {
      order_nos: lines(values.order_nos),
      skus: lines(values.skus),
      coupons: lines(values.coupons),
      tags: lines(values.tags),
      amount_min: minor(values.amount_min),
      amount_max: minor(values.amount_max),
      shop_ids: values.shop_ids ?? [],
    },
    people: {
      identifiers: [
        ...known('email', values.emails),
        ...known('phone', values.phones),
        ...known('user_id', values.ids),
      ],
      names: lines(values.names),
    },
  };
}

export function valuesOf({ name, mark, conditions, people }: Rule, currency: string): Values {
  const unit = 10 ** exponent(currency);
  const known = (kind: string) =>
    (people?.identifiers ?? [])
      .filter((one) => one.kind === kind)
      .map((one) => one.value)
      .join('\n');
  const major = (amount: number | null | undefined) => (amount == null ? null : amount / unit);
  return {
    name,
    mark,
    emails: known('email'),
    phones: known('phone'),
    ids: known('user_id'),
    names: people?.names?.join('\n'),
    tags: conditions.tags?.join('\n'),
    skus: conditions.skus?.join('\n'),
    order_nos: conditions.order_nos?.join('\n'),
    coupons: conditions.coupons?.join('\n'),
    amount_min: major(conditions.amount_min),
    amount_max: major(conditions.amount_max),
    shop_ids: conditions.shop_ids,
  };
}
