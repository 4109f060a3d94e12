/** Addresses of this feature, and of the pages on which records that did not land are looked at. */
import type { Source } from './api';

export const urls = {
  list: () => '/data/quality',
  one: (kind: string, id: number) => `/data/quality/${kind}/${id}`,
  rows: ({ kind, id }: Pick<Source, 'kind' | 'id'>, what: string) => {
    if (kind === 'connection') return `/data/connections/${id}`;
    if (kind === 'events') return what === 'plan' ? '/data/plan/blocked' : `/data/sources/${id}`;
    return '/data/imports';
  },
};
