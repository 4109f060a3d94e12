/** What the list's address asks, in the words of the server. */
import { daySpan, exponent, type Place } from '../../shared/format';

export const STAGES = [
  'prospect',
  'new',
  'active',
  'loyal',
  'at_risk',
  'lost',
  'won_back',
] as const;
export const RFM = [
  'vip_value',
  'vip_develop',
  'vip_keep',
  'vip_win_back',
  'value',
  'develop',
  'keep',
  'win_back',
  'none',
] as const;
export const SCORES = [1, 2, 3, 4, 5] as const;

/** Only values the server knows are passed on, so that an old link still opens. */
export function customerFilters(
  q: string,
  given: Record<string, string>,
  { timezone, currency }: Pick<Place, 'timezone' | 'currency'>,
) {
  const made = daySpan(given['created_from'], given['created_to'], timezone);
  const last = daySpan(given['last_from'], given['last_to'], timezone);
  const yes = (name: string) =>
    given[name] === 'true' ? true : given[name] === 'false' ? false : undefined;
  return {
    q: q || undefined,
    stage: known(given['stage'], STAGES),
    rfm_segment: known(given['rfm_segment'], RFM),
    recency: scores(given['recency']),
    frequency: scores(given['frequency']),
    monetary: scores(given['monetary']),
    shop_id: parts(given['shop_id'])?.map(Number).filter(Number.isSafeInteger),
    segment_id: whole(given['segment_id'], 1),
    orders_min: whole(given['orders_min'], 0),
    net_min: minor(given['net_min'], currency),
    has_email: yes('has_email'),
    has_phone: yes('has_phone'),
    created_from: made.from,
    created_to: made.to,
    last_order_at_from: last.from,
    last_order_at_to: last.to,
    ...ofTrait(given['trait']),
  };
}

export type CustomerFilters = ReturnType<typeof customerFilters>;

/** Those with a value of a trait, as its page links to them: `name`, `name:is:…`, `name:at:…`, `name:from:…:…`. */
function ofTrait(text: string | undefined) {
  const [name, how, ...values] = (text ?? '').split(':');
  const number = (one: string | undefined) =>
    one && Number.isFinite(Number(one)) ? Number(one) : undefined;
  return {
    trait: name || undefined,
    trait_is: how === 'is' ? values.join(':') : undefined,
    trait_at: how === 'at' ? number(values[0]) : undefined,
    trait_from: how === 'from' ? number(values[0]) : undefined,
    trait_to: how === 'from' ? number(values[1]) : undefined,
  };
}

const parts = (text: string | undefined) => text?.split(',').filter(Boolean);

const known = <Value extends string>(text: string | undefined, values: readonly Value[]) =>
  text === undefined ? undefined : values.filter((value) => parts(text)?.includes(value));

const scores = (text: string | undefined) =>
  text === undefined ? undefined : SCORES.filter((score) => parts(text)?.includes(String(score)));

function whole(text: string | undefined, least: number): number | undefined {
  const number = Number(text?.trim() || NaN);
  return Number.isSafeInteger(number) && number >= least ? number : undefined;
}

/** What a person types in whole units, in minor ones. */
function minor(text: string | undefined, currency: string): number | undefined {
  const number = Math.round(Number(text?.trim() || NaN) * 10 ** exponent(currency));
  return Number.isSafeInteger(number) ? number : undefined;
}
