/** A rule while it is being built: the server's JSON, where a value may still be missing. Pure. */

export interface Rule {
  kind: string;
  [part: string]: unknown;
}

export interface Group extends Rule {
  kind: 'all' | 'any';
  rules: readonly Rule[];
}

export const isGroup = (rule: Rule): rule is Group => rule.kind === 'all' || rule.kind === 'any';

/** A rule always shows as a group at the top, whatever was saved. */
export const asGroup = (rule: Rule): Group =>
  isGroup(rule) ? rule : { kind: 'all', rules: [rule] };

/** What is inside a "not", and whether there was one. */
export function unwrapped(rule: Rule): { rule: Rule; isNot: boolean } {
  return rule.kind === 'not' ? { rule: rule.rule as Rule, isNot: true } : { rule, isNot: false };
}

export const wrapped = (rule: Rule, isNot: boolean): Rule => (isNot ? { kind: 'not', rule } : rule);

export const replaced = (group: Group, at: number, rule: Rule): Group => ({
  ...group,
  rules: group.rules.map((one, place) => (place === at ? rule : one)),
});

export const without = (group: Group, at: number): Group => ({
  ...group,
  rules: group.rules.filter((_, place) => place !== at),
});

export const added = (group: Group, rule: Rule): Group => ({
  ...group,
  rules: [...group.rules, rule],
});

const LAST_90 = { kind: 'last', n: 90, unit: 'day' };

/** A new condition of a kind, as complete as it can be before somebody chooses. */
export function fresh(kind: string): Rule {
  switch (kind) {
    case 'trait':
      return { kind, name: 'orders', op: 'gte', value: 1 };
    case 'orders':
      return { kind, measure: 'count', op: 'gte', value: 1, window: LAST_90 };
    case 'events':
    case 'messages':
      return {
        kind,
        ...(kind === 'events' ? { event: '' } : { did: 'opened' }),
        op: 'gte',
        value: 1,
        window: LAST_90,
      };
    case 'identity':
      return { kind, has: 'email', present: true };
    case 'consent':
      return { kind, purpose: 'marketing', channel: 'email', state: 'granted' };
    case 'membership':
      return { kind, member: true };
    case 'shop':
      return { kind, shops: [] };
    default:
      return { kind, window: LAST_90 };
  }
}

/** A first value for an operator that takes so many. */
export function firstValue(takes: string, type: string): unknown {
  if (takes === 'none') return undefined;
  if (takes === 'ago') return { n: 30, unit: 'day' };
  if (takes === 'two') return type === 'date' ? [] : [0, 1];
  if (takes === 'many') return [];
  return type === 'number' || type === 'money' ? 1 : undefined;
}

/** The rule without parts that are undefined, as JSON would drop them. */
export const clean = <R extends Rule>(rule: R): R => JSON.parse(JSON.stringify(rule)) as R;
