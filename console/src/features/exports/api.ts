/** Lists and tables that leave as files: begin one, see one's own, take the file. */
import { api, take, type Schemas } from '../../shared/api/client';
import { download } from '../../shared/api/download';
import { useQuery } from '../../shared/api/queries';

export type Export = Schemas['ExportOut'];
export type Wish = Schemas['ExportIn'];

export const LISTS = [
  'customers',
  'orders',
  'order_lines',
  'payments',
  'order_coupons',
  'reviews',
  'logistics',
  'favourites',
  'service_contacts',
  'store_visits',
  'products',
  'product_changes',
  'events',
  'messages',
] as const;
export const FORMATS = ['csv', 'xlsx', 'parquet'] as const;
export type ListName = (typeof LISTS)[number];

/** The filters of a list by which a period chooses; none where it has no time. */
export const PERIODS: Record<ListName, readonly [string, string] | null> = {
  customers: null,
  products: null,
  orders: ['ordered_from', 'ordered_to'],
  order_lines: ['since', 'until'],
  payments: ['since', 'until'],
  order_coupons: ['since', 'until'],
  reviews: ['since', 'until'],
  product_changes: ['since', 'until'],
  logistics: ['since', 'until'],
  favourites: ['since', 'until'],
  service_contacts: ['since', 'until'],
  store_visits: ['since', 'until'],
  events: ['since', 'until'],
  messages: ['since', 'until'],
};

export const keys = { exports: ['exports'] } as const;
const isRunning = (one: Export) => one.finished_at === null;

export const useExports = () =>
  useQuery({
    queryKey: keys.exports,
    queryFn: () => take(api.GET('/api/v1/customers/exports')),
    refetchInterval: ({ state }) => (state.data?.some(isRunning) ? 2000 : false),
  });

export const beginExport = (body: Wish) => take(api.POST('/api/v1/customers/exports', { body }));

export const downloadExport = ({ id, list_name: list, format, created_at: at }: Export) =>
  download(`/api/v1/customers/exports/${id}/file`, `${list}-${at.slice(0, 10)}.${format}`);
