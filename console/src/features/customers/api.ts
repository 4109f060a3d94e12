/** Every read and act of customers: requests, cache keys, hooks. */
import { api, take, type Schemas } from '../../shared/api/client';
import { download } from '../../shared/api/download';
import { Problem } from '../../shared/api/problem';
import { keepPreviousData, useAct, useQuery } from '../../shared/api/queries';
import type { Views } from '../../shared/list/useViews';
import type { CustomerFilters } from './question';

export type Customer = Schemas['CustomerOut'];
export type Detail = Schemas['CustomerDetail'];
export type Order = Schemas['OrderWithLines'];
export type Moment = Schemas['OrderMoment'];
export type Happening = Schemas['HappeningOut'];
export type Standing = Schemas['StandingOut'];
export type Export = Schemas['ExportOut'];
export type Policy = Schemas['PolicyOut'];
export type Change = Schemas['CustomerChange'];
export type What =
  'orders' | 'messages' | 'consents' | 'events' | 'reviews' | 'logistics' | 'service' | 'visits';
export type Personal = 'name' | 'email' | 'phone' | 'user_id' | 'private';

export const keys = {
  customers: ['customers'],
  views: ['customers', 'views'],
  traits: ['settings', 'traits'],
  policies: ['settings', 'consent'],
  refresh: ['jobs', 'latest', 'profile.refresh'],
} as const;
const path = (id: number) => ({ params: { path: { customer_id: id } } });

interface Paged {
  sort: string;
  cursor: string;
  limit: number;
}

export const fetchCustomers = (filters: CustomerFilters, { sort, cursor, limit }: Paged) =>
  take(api.GET('/api/v1/customers', { params: { query: { ...filters, sort, cursor, limit } } }));

export const useCustomer = (id: number) =>
  useQuery({
    queryKey: [...keys.customers, 'one', id],
    queryFn: () => take(api.GET('/api/v1/customers/{customer_id}', path(id))),
    enabled: id > 0,
  });

/** The person whose record this number is, when it was merged. */
export const mergedInto = (error: unknown): number | null =>
  error instanceof Problem && error.code === 'customer_merged'
    ? Number(error.body.params?.customer_id) || null
    : null;

export const useOrders = (id: number, cursor: string) =>
  useQuery({
    queryKey: [...keys.customers, 'orders', id, cursor],
    queryFn: () =>
      take(
        api.GET('/api/v1/customers/{customer_id}/orders', {
          params: { path: { customer_id: id }, query: { cursor, limit: 20 } },
        }),
      ),
    placeholderData: keepPreviousData,
  });

export const useStory = (shopId: number, orderNo: string) =>
  useQuery({
    queryKey: [...keys.customers, 'story', shopId, orderNo],
    queryFn: async () =>
      (
        await take(
          api.GET('/api/v1/orders/{shop_id}/{order_no}', {
            params: { path: { shop_id: shopId, order_no: orderNo } },
          }),
        )
      ).story,
  });

export const useMarkOrder = ({ shop_id: shopId, order_no: orderNo }: Order, said: string) =>
  useAct<'test' | 'staff' | 'counts'>({
    run: (word) =>
      take(
        api.POST('/api/v1/left-out/orders/{shop_id}/{order_no}', {
          params: { path: { shop_id: shopId, order_no: orderNo } },
          body: { word },
        }),
      ),
    refresh: [keys.customers, ['left-out']],
    said,
  });

export const useTimeline = (id: number, what: What[], cursor: string) =>
  useQuery({
    queryKey: [...keys.customers, 'timeline', id, what, cursor],
    queryFn: () =>
      take(
        api.GET('/api/v1/customers/{customer_id}/timeline', {
          params: { path: { customer_id: id }, query: { what, cursor, limit: 30 } },
        }),
      ),
    placeholderData: keepPreviousData,
  });

export const useFavourites = (id: number) =>
  useQuery({
    queryKey: [...keys.customers, 'favourites', id],
    queryFn: () => take(api.GET('/api/v1/customers/{customer_id}/favourites', path(id))),
  });

export const useAudit = (id: number, cursor: string) =>
  useQuery({
    queryKey: [...keys.customers, 'audit', id, cursor],
    queryFn: () =>
      take(
        api.GET('/api/v1/customers/{customer_id}/audit', {
          params: { path: { customer_id: id }, query: { cursor, limit: 30 } },
        }),
      ),
    placeholderData: keepPreviousData,
  });

/** The segments there are, for the filter and for their names. */
export const useSegments = (mayRead: boolean) =>
  useQuery({
    queryKey: ['segments', 'names'],
    queryFn: () => take(api.GET('/api/v1/segments', { params: { query: { limit: 200 } } })),
    enabled: mayRead,
    staleTime: 60_000,
  });

/** The segments a customer is in, of those the reader may see. */
export const useSegmentsOf = (id: number, mayRead: boolean) =>
  useQuery({
    queryKey: [...keys.customers, 'segments', id],
    queryFn: () => take(api.GET('/api/v1/customers/{customer_id}/segments', path(id))),
    enabled: mayRead,
  });

/** One personal value in the clear; the audit keeps who looked. */
export async function reveal(id: number, field: Personal, key = ''): Promise<string> {
  const seen = await take(
    api.POST('/api/v1/customers/{customer_id}/reveal', { ...path(id), body: { fields: [field] } }),
  );
  const value = seen[field];
  if (typeof value === 'string') return value;
  return Array.isArray(value) ? value.join(', ') : (value[key] ?? '');
}

export const changeCustomer = (id: number, body: Change) =>
  take(api.PATCH('/api/v1/customers/{customer_id}', { ...path(id), body }));

export const useErase = (said: string, then: () => void) =>
  useAct<number>({
    run: (id) => take(api.DELETE('/api/v1/customers/{customer_id}', path(id))),
    refresh: [[...keys.customers, 'list']],
    said,
    then,
  });

export const useConsent = (id: number) =>
  useQuery({
    queryKey: [...keys.customers, 'consent', id],
    queryFn: () => take(api.GET('/api/v1/consent/customers/{customer_id}', path(id))),
  });

export const recordConsent = (id: number, body: Schemas['AnswerIn']) =>
  take(api.POST('/api/v1/consent/customers/{customer_id}', { ...path(id), body }));

const LIST = 'customers';

/** Views of the list as the server keeps them; each row's state holds the address's search. */
export function useViews(): Views {
  const asked = useQuery({
    queryKey: keys.views,
    queryFn: () => take(api.GET('/api/v1/customers/views', { params: { query: { list: LIST } } })),
  });
  const save = useAct<{ name: string; search: string }>({
    run: ({ name, search }) => {
      const state = { search };
      const old = asked.data?.find((view) => view.name === name && !view.is_shared);
      if (!old) {
        const body = { list_name: LIST, name, state, is_shared: false };
        return take(api.POST('/api/v1/customers/views', { body }));
      }
      const params = { path: { view_id: old.id } };
      const body = { name, state, is_shared: false };
      return take(api.PUT('/api/v1/customers/views/{view_id}', { params, body }));
    },
    refresh: [keys.views],
  });
  const remove = useAct<number>({
    run: (id) =>
      take(api.DELETE('/api/v1/customers/views/{view_id}', { params: { path: { view_id: id } } })),
    refresh: [keys.views],
  });
  return {
    items: (asked.data ?? []).map(({ id, name, state }) => ({
      id: String(id),
      name,
      search: typeof state['search'] === 'string' ? state['search'] : '',
    })),
    save: (name, search) => save.mutate({ name, search }),
    remove: (id) => remove.mutate(Number(id)),
  };
}

export const beginExport = (body: Schemas['ExportIn']) =>
  take(api.POST('/api/v1/customers/exports', { body }));

/** Hands the file of an export to the browser. */
export const downloadExport = ({ id, format, created_at: at }: Export) =>
  download(`/api/v1/customers/exports/${id}/file`, `customers-${at.slice(0, 10)}.${format}`);

export const useTraits = () =>
  useQuery({
    queryKey: keys.traits,
    queryFn: () => take(api.GET('/api/v1/customers/settings/traits')),
  });

export const saveTraits = (body: Schemas['TraitSettingsIn']) =>
  take(api.PUT('/api/v1/customers/settings/traits', { body }));

/** How many customers there are, of whom traits are computed. */
export const useCustomerCount = () =>
  useQuery({
    queryKey: [...keys.customers, 'count'],
    queryFn: () => take(api.GET('/api/v1/customers', { params: { query: { limit: 1 } } })),
  });

/** The latest computation of traits; asked often while it runs. */
export const useRefreshJob = (mayLook: boolean) =>
  useQuery({
    queryKey: keys.refresh,
    queryFn: async () => {
      const query = { name: 'profile.refresh', limit: 1 };
      return (await take(api.GET('/api/v1/jobs', { params: { query } }))).items[0] ?? null;
    },
    enabled: mayLook,
    refetchInterval: 15_000,
  });

export const usePolicies = () =>
  useQuery({ queryKey: keys.policies, queryFn: () => take(api.GET('/api/v1/consent/policy')) });

/** Only channels whose rule is another one now. */
export async function savePolicies(known: readonly Policy[], wanted: Record<string, string>) {
  for (const { channel, rule } of known) {
    const next = wanted[channel];
    if (next === undefined || next === rule) continue;
    const body = { channel, rule: next as Schemas['PolicyIn']['rule'] };
    await take(api.PUT('/api/v1/consent/policy', { body }));
  }
}
