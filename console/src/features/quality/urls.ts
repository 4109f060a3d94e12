/** Addresses of this feature, and of the pages on which records that did not land are looked at. */
import type { Source } from './api';

export const urls = {
  leaving: () => '/data/left-out',
  ruleAdd: () => '/data/left-out/new',
  rule: (id: number) => `/data/left-out/${id}`,
  customer: (id: number) => `/customers/${id}`,
  rowRuleAdd: (kind: string, id: number) => `/data/quality/${kind}/${id}/new`,
  rowRule: (kind: string, id: number, rule: number) => `/data/quality/${kind}/${id}/${rule}`,
  list: () => '/data/quality',
  one: (kind: string, id: number) => `/data/quality/${kind}/${id}`,
  rows: ({ kind, id }: Pick<Source, 'kind' | 'id'>, what: string) => {
    if (kind === 'connection') return `/data/connections/${id}`;
    if (kind === 'events') return what === 'plan' ? '/data/plan/blocked' : `/data/sources/${id}`;
    const held = what === 'held' && `/data/quarantine?kind=${kind.slice(5)}&shop_id=${id}`;
    return held || '/data/imports';
  },
};
