/** Who is who: the records of a person, possible duplicates, and the rules of matching. */
import { api, take, type Schemas } from '../../../shared/api/client';
import { useAct, useQuery } from '../../../shared/api/queries';
import type { ListQuery } from '../../../shared/list/types';

export type Record = Schemas['RecordOut'];
export type Match = Schemas['MatchOut'];
export type Records = Schemas['CustomerRecords'];
export type Duplicate = Schemas['DuplicateOut'];
export type Rule = Schemas['MatchRuleOut'];

export const keys = {
  customers: ['customers'],
  duplicates: ['duplicates'],
  rules: ['settings', 'match-rules'],
} as const;
const changed = [keys.customers, keys.duplicates];

export const useRecords = (id: number) =>
  useQuery({
    queryKey: [...keys.customers, 'records', id],
    queryFn: () =>
      take(
        api.GET('/api/v1/customers/{customer_id}/records', {
          params: { path: { customer_id: id } },
        }),
      ),
  });

export const useSeparate = (customer: number, said: string, then: (left: Records) => void) =>
  useAct<number, Records>({
    run: (record) =>
      take(
        api.POST('/api/v1/customers/{customer_id}/records/{record_id}/separate', {
          params: { path: { customer_id: customer, record_id: record } },
        }),
      ),
    refresh: changed,
    said,
    then,
  });

export const mergeCustomers = (customer: number, other: number) =>
  take(
    api.POST('/api/v1/customers/{customer_id}/merge', {
      params: { path: { customer_id: customer } },
      body: { customer_id: other },
    }),
  );

export const fetchDuplicates = ({ cursor, limit }: ListQuery) =>
  take(api.GET('/api/v1/customers/duplicates', { params: { query: { cursor, limit } } }));

const match = (id: number) => ({ params: { path: { match_id: id } } });

export const useSame = (said: string) =>
  useAct<number>({
    run: (id) => take(api.POST('/api/v1/customers/duplicates/{match_id}/merge', match(id))),
    refresh: changed,
    said,
  });

export const useDifferent = (said: string) =>
  useAct<number>({
    run: (id) => take(api.POST('/api/v1/customers/duplicates/{match_id}/dismiss', match(id))),
    refresh: changed,
    said,
  });

export const useRules = () =>
  useQuery({
    queryKey: keys.rules,
    queryFn: () => take(api.GET('/api/v1/customers/match-rules')),
  });

export const saveRule = (kind: string, { mode, most }: Pick<Rule, 'mode' | 'most'>) =>
  take(api.PUT('/api/v1/customers/match-rules', { body: { kind, mode, most } }));
