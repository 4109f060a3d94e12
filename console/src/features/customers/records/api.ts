/** Who is who: the records of a person, possible duplicates, and the rules of matching. */
import { api, take, type Schemas } from '../../../shared/api/client';
import { useAct, useQuery } from '../../../shared/api/queries';
import type { ListQuery } from '../../../shared/list/types';

export type Record = Schemas['RecordOut'];
export type Match = Schemas['MatchOut'];
export type Records = Schemas['CustomerRecords'];
export type Duplicate = Schemas['DuplicateOut'];
export type Rule = Schemas['MatchRuleOut'];
export type Foreseen = Schemas['MatchRulePreview'];

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

export type Identifiers = Schemas['CustomerIdentifiers'];
export type Identifier = Schemas['IdentifierOut'];
export type Split = Schemas['SplitOut'];

/** Only of who sees the whole workspace; a split whose orders move is asked again. */
export const useIdentifiers = (id: number) =>
  useQuery({
    queryKey: [...keys.customers, 'identifiers', id],
    queryFn: () =>
      take(
        api.GET('/api/v1/customers/{customer_id}/identifiers', {
          params: { path: { customer_id: id } },
        }),
      ),
    retry: false,
    refetchInterval: (asked) => asked.state.data?.splits.some((one) => one.is_moving) && 1500,
  });

const identifier = (customer: number, id: number) => ({
  params: { path: { customer_id: customer, identifier_id: id } },
});

export const useSplitPreview = (customer: number, id: number) =>
  useQuery({
    queryKey: [...keys.customers, 'split', customer, id],
    queryFn: () =>
      take(
        api.GET(
          '/api/v1/customers/{customer_id}/identifiers/{identifier_id}/split',
          identifier(customer, id),
        ),
      ),
  });

export const useSplit = (customer: number, id: number, said: string, then: (made: Split) => void) =>
  useAct<number[], Split>({
    run: (shops) =>
      take(
        api.POST('/api/v1/customers/{customer_id}/identifiers/{identifier_id}/split', {
          ...identifier(customer, id),
          body: { shop_ids: shops },
        }),
      ),
    refresh: changed,
    said,
    then,
  });

export const useUnsplit = (said: string, then: (found: Identifiers) => void) =>
  useAct<number, Identifiers>({
    run: (id) =>
      take(
        api.POST('/api/v1/customers/splits/{split_id}/undo', {
          params: { path: { split_id: id } },
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

export type RuleSet = Pick<Rule, 'mode' | 'most' | 'place'>;

export const saveRule = (kind: string, { mode, most, place }: RuleSet) =>
  take(api.PUT('/api/v1/customers/match-rules', { body: { kind, mode, most, place } }));

export const useForeseen = (kind: string) =>
  useAct<RuleSet, Foreseen>({
    run: ({ mode, most, place }) =>
      take(
        api.POST('/api/v1/customers/match-rules/preview', { body: { kind, mode, most, place } }),
      ),
  });
