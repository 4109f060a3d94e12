/** Households and companies: requests, cache keys, hooks. */
import { api, take, type Schemas } from '../../../shared/api/client';
import { useAct, useQuery } from '../../../shared/api/queries';
import type { ListQuery } from '../../../shared/list/types';

export type Group = Schemas['GroupOut'];
export type Member = Schemas['GroupMemberOut'];

export const KINDS = ['household', 'company'] as const;
export const keys = { groups: ['groups'] } as const;
const path = (id: number) => ({ params: { path: { group_id: id } } });

export const fetchGroups = ({ q, filters, cursor, limit }: ListQuery) => {
  const kind = KINDS.find((one) => one === filters['kind']);
  return take(
    api.GET('/api/v1/customers/groups', { params: { query: { q, kind, cursor, limit } } }),
  );
};

export const useGroup = (id: number) =>
  useQuery({
    queryKey: [...keys.groups, 'one', id],
    queryFn: () => take(api.GET('/api/v1/customers/groups/{group_id}', path(id))),
  });

export const useGroupsOf = (customer: number, mayAsk: boolean) =>
  useQuery({
    queryKey: [...keys.groups, 'of', customer],
    queryFn: () =>
      take(
        api.GET('/api/v1/customers/{customer_id}/groups', {
          params: { path: { customer_id: customer } },
        }),
      ),
    enabled: mayAsk,
  });

export const createGroup = (body: Schemas['GroupIn']) =>
  take(api.POST('/api/v1/customers/groups', { body }));

export const joinGroup = (id: number, customer: number) =>
  take(
    api.POST('/api/v1/customers/groups/{group_id}/members', {
      ...path(id),
      body: { customer_id: customer },
    }),
  );

const leaveGroup = (id: number, customer: number) =>
  take(
    api.POST('/api/v1/customers/groups/{group_id}/members/{customer_id}/leave', {
      params: { path: { group_id: id, customer_id: customer } },
    }),
  );

/** Leaves, or joins again. */
export const useMove = (group: number, said: string) =>
  useAct<Member, Group>({
    run: (member) => (member.left_at ? joinGroup : leaveGroup)(group, member.customer_id),
    refresh: [keys.groups],
    said,
  });
