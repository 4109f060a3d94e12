/** Customers who look alike: requests, cache keys, hooks. */
import { api, take, type Schemas } from '../../../shared/api/client';
import { useAct, useQuery } from '../../../shared/api/queries';
import type { ListQuery } from '../../../shared/list/types';
import { keys as records } from './api';
import type { useWords } from './words';

export type Alike = Schemas['AlikeOut'];
export type Reason = Schemas['AlikeReason'];
export type Run = Schemas['AlikeRun'];

export const FIELDS = ['name', 'address', 'email', 'phone', 'birthday', 'device'] as const;
export const WHATS = ['person', 'household'] as const;
export const STATES = ['open', 'confirmed', 'dismissed'] as const;
const SORTS = ['-score', '-found_at'] as const;

export const keys = {
  alike: ['alike'],
  job: ['jobs', 'latest', 'identity.look_alike'],
} as const;

const known = <Value extends string>(values: readonly Value[], value: string | undefined) =>
  values.find((one) => one === value);

export const fetchAlike = ({ filters, sort, cursor, limit }: ListQuery) => {
  const least = Number(filters['least']);
  const query = {
    what: known(WHATS, filters['what']),
    state: known(STATES, filters['state']),
    because: known(FIELDS, filters['because']),
    least: least > 0 && least <= 1 ? least : undefined,
    sort: known(SORTS, sort) ?? known(SORTS, `-${sort}`),
    cursor,
    limit,
  };
  return take(api.GET('/api/v1/customers/alike', { params: { query } }));
};

export const useRun = () =>
  useQuery({
    queryKey: [...keys.alike, 'run'],
    queryFn: () => take(api.GET('/api/v1/customers/alike/run')),
  });

export const useLook = () =>
  useAct<void>({
    run: () => take(api.POST('/api/v1/customers/alike/look')),
    refresh: [keys.job],
  });

/** The latest search; asked often enough to see one that begins elsewhere. */
export const useLookJob = (mayLook: boolean) =>
  useQuery({
    queryKey: keys.job,
    queryFn: async () => {
      const query = { name: 'identity.look_alike', limit: 1 };
      return (await take(api.GET('/api/v1/jobs', { params: { query } }))).items[0] ?? null;
    },
    enabled: mayLook,
    refetchInterval: 15_000,
  });

type Answer = { id: number; kind: 'confirm' | 'dismiss' | 'reopen' };

/** Yes, no, or back to not decided. */
export const useAnswer = (t: ReturnType<typeof useWords>) =>
  useAct<Answer, unknown>({
    run: ({ id, kind }) => {
      const path = { params: { path: { suggestion_id: id } } };
      if (kind === 'confirm')
        return take(api.POST('/api/v1/customers/alike/{suggestion_id}/confirm', path));
      if (kind === 'dismiss')
        return take(api.POST('/api/v1/customers/alike/{suggestion_id}/dismiss', path));
      return take(api.POST('/api/v1/customers/alike/{suggestion_id}/reopen', path));
    },
    refresh: [keys.alike, ['groups'], records.customers, records.duplicates],
    said: t('alike.answered'),
  });
