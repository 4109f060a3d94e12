/** Every read and act of imports: requests, cache keys, hooks. */
import { api, headers, take, type Schemas } from '../../shared/api/client';
import { download } from '../../shared/api/download';
import { Problem, problemOf } from '../../shared/api/problem';
import { keepPreviousData, useAct, useQuery } from '../../shared/api/queries';
import type { ListQuery } from '../../shared/list/types';

export type Line = Schemas['ImportLine'];
export type Import = Schemas['ImportOut'];
export type Plan = Schemas['Plan'];
export type Options = Schemas['Options'];
export type Preview = Schemas['ImportPreviewOut'];
export type Row = Schemas['QuarantinedOut'];
export type Waiting = Schemas['WaitingOut'];
export type BulkChange = Schemas['BulkChange'];
export type BulkPreview = Schemas['BulkPreviewOut'];
export type BulkMend = Schemas['BulkMendOut'];
export type Kind =
  'orders' | 'customers' | 'products' | 'reviews' | 'service_contacts' | 'store_visits';
export type Layout = 'auto' | (Schemas['Plan']['layout'] & string);

export const KINDS: readonly Kind[] = [
  'orders',
  'customers',
  'products',
  'reviews',
  'service_contacts',
  'store_visits',
];
export const LAYOUTS: readonly Layout[] = [
  'auto',
  'generic',
  'taobao_orders',
  'tmall_items',
  'qianniu_orders',
  'pinduoduo_orders',
  'douyin_orders',
  'jd_orders',
  'mailchimp',
  'hubspot',
  'hubspot_optouts',
  'mautic',
  'mautic_dnc',
  'complete_journey',
  'uci_online_retail',
];

/** What a file says of its people, in rows: of each channel, and of each list. */
export interface Contacts {
  new?: number;
  known?: number;
  email?: Record<string, number>;
  sms?: Record<string, number>;
  lists?: Record<string, number>;
}

/** What a dry run found; the first problems with masked values. */
export interface Trial {
  rows: number;
  good: number;
  quarantined: number;
  warned?: number; // tried before there were rules for rows
  unknown_units?: number;
  reasons: Record<string, number>;
  problems: readonly { row: number; column: string; reason: string; value: string | null }[];
  first_at: string | null;
  last_at: string | null;
  amount: number;
  refund: number;
  contacts?: Contacts;
}

export const keys = { imports: ['imports'] } as const;
const path = (id: number) => ({ params: { path: { import_id: id } } });

export const isMoving = ({ state }: { state: string }) =>
  state === 'waiting' || state === 'running';

export const fetchImports = ({ q, cursor, limit, filters }: ListQuery) =>
  take(
    api.GET('/api/v1/imports', {
      params: {
        query: {
          q,
          cursor,
          limit,
          kind: filters['kind'],
          state: filters['state'],
          shop_id: filters['shop_id'] ? Number(filters['shop_id']) : undefined,
        },
      },
    }),
  );

export const useImport = (id: number) =>
  useQuery({
    queryKey: [...keys.imports, 'one', id],
    queryFn: () => take(api.GET('/api/v1/imports/{import_id}', path(id))),
    refetchInterval: ({ state }) => (state.data && isMoving(state.data) ? 2000 : false),
  });

export const usePreview = (id: number, layout: Layout) =>
  useQuery({
    queryKey: [...keys.imports, 'preview', id, layout],
    queryFn: () => take(api.POST('/api/v1/imports/preview', { body: { import_id: id, layout } })),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    retry: false,
  });

export interface Upload {
  file?: File;
  againId?: number;
  kind: Kind;
  shop_id: number;
  layout: Layout;
  encoding?: string;
  sheet?: string;
}

/** Sends a file and tells how much of it has left; fetch() cannot say that. */
export function upload(wish: Upload, onShare: (share: number) => void): Promise<Import> {
  const form = new FormData();
  form.set('kind', wish.kind);
  form.set('shop_id', String(wish.shop_id));
  form.set('layout', wish.layout);
  if (wish.encoding) form.set('encoding', wish.encoding);
  if (wish.sheet) form.set('sheet', wish.sheet);
  if (wish.againId) form.set('again_id', String(wish.againId));
  if (wish.file) form.set('file', wish.file);
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open('POST', '/api/v1/imports');
    for (const [name, value] of Object.entries(headers('POST'))) {
      request.setRequestHeader(name, value);
    }
    request.upload.onprogress = ({ loaded, total }) => onShare(total ? loaded / total : 0);
    request.onerror = () => failed(new Problem(0, { code: 'network', detail: '' }));
    request.onload = () => {
      const answer = parsed(request.responseText);
      if (request.status >= 200 && request.status < 300) done(answer as Import);
      else failed(problemOf(request.status, answer));
    };
    request.send(form);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const saveMapping = (id: number, body: Plan) =>
  take(api.PUT('/api/v1/imports/{import_id}/mapping', { ...path(id), body }));

export const useSaveMapping = (id: number, said: string) =>
  useAct<Plan>({ run: (plan) => saveMapping(id, plan), refresh: [keys.imports], said });

/** Keeps the mapping, then tries or runs the import by it. */
export const useBegin = (id: number, then: (jobId: number, isRun: boolean) => void) =>
  useAct<{ plan: Plan; isRun: boolean }, { job_id: number }>({
    run: async ({ plan, isRun }) => {
      await saveMapping(id, plan);
      return isRun
        ? take(api.POST('/api/v1/imports/{import_id}/run', path(id)))
        : take(api.POST('/api/v1/imports/{import_id}/dry-run', path(id)));
    },
    refresh: [keys.imports],
    then: ({ job_id: jobId }, { isRun }) => then(jobId, isRun),
  });

export const useCancel = (id: number) =>
  useAct({
    run: () => take(api.POST('/api/v1/imports/{import_id}/cancel', path(id))),
    refresh: [keys.imports],
  });

export const fetchQuarantine = (id: number, { cursor, limit, filters }: ListQuery) =>
  take(
    api.GET('/api/v1/imports/{import_id}/quarantine', {
      params: { path: { import_id: id }, query: { ...filters, cursor, limit } },
    }),
  );

const rowPath = (id: number, row: number) => ({
  params: { path: { import_id: id, row_id: row } },
});

export const revealRow = (id: number, row: number) =>
  take(api.GET('/api/v1/imports/{import_id}/quarantine/{row_id}', rowPath(id, row)));

export const mendRow = (id: number, row: number, cells: Record<string, string | null>) =>
  take(
    api.PATCH('/api/v1/imports/{import_id}/quarantine/{row_id}', {
      ...rowPath(id, row),
      body: { cells },
    }),
  );

export const useReplay = (id: number, then: (jobId: number) => void) =>
  useAct<Schemas['ReplayIn'], { job_id: number }>({
    run: (body) => take(api.POST('/api/v1/imports/{import_id}/replay', { ...path(id), body })),
    refresh: [keys.imports],
    then: ({ job_id: jobId }) => then(jobId),
  });

export const useDiscard = (id: number, said: (count: number) => string) =>
  useAct<Schemas['DiscardIn'], { count: number }>({
    run: (body) =>
      take(api.POST('/api/v1/imports/{import_id}/quarantine/discard', { ...path(id), body })),
    refresh: [keys.imports],
    said: ({ count }) => said(count),
  });

/** Lets rows land that rules hold back. */
export const useRelease = (id: number, then: (jobId: number) => void) =>
  useAct<Schemas['DiscardIn'], { job_id: number }>({
    run: (body) =>
      take(api.POST('/api/v1/imports/{import_id}/quarantine/release', { ...path(id), body })),
    refresh: [keys.imports],
    then: ({ job_id: jobId }) => then(jobId),
  });

/** Hands the rows of the filter as a table to the browser. */
export const exportQuarantine = (
  id: number,
  format: 'csv' | 'xlsx',
  filters: Record<string, string>,
) =>
  download(
    `/api/v1/imports/${id}/quarantine/export?${new URLSearchParams({ ...filters, format }).toString()}`,
    `quarantine-${id}.${format}`,
  );

export const fetchWaiting = ({ q, cursor, limit, filters }: ListQuery) =>
  take(
    api.GET('/api/v1/imports/quarantine', {
      params: {
        query: {
          ...filters,
          q,
          cursor,
          limit,
          shop_id: filters['shop_id'] ? Number(filters['shop_id']) : undefined,
        },
      },
    }),
  );

/** Why rows wait, in all files. */
export const useWaitingReasons = () =>
  useQuery({
    queryKey: [...keys.imports, 'waiting', 'reasons'],
    queryFn: async () =>
      (await take(api.GET('/api/v1/imports/quarantine', { params: { query: { limit: 1 } } })))
        .reasons,
  });

/** Which rows of a quarantine are meant. */
export interface Narrowed {
  reason: string;
  column: string;
}

export const useBulkPreview = (id: number) =>
  useAct<Schemas['BulkMendIn'], BulkPreview>({
    run: (body) =>
      take(api.POST('/api/v1/imports/{import_id}/quarantine/mend-preview', { ...path(id), body })),
  });

export const useBulkMend = (id: number, then: (mend: BulkMend) => void) =>
  useAct<Schemas['BulkMendIn'], BulkMend>({
    run: (body) =>
      take(api.POST('/api/v1/imports/{import_id}/quarantine/mend', { ...path(id), body })),
    refresh: [keys.imports],
    then,
  });

export const fetchBulkMends = (id: number) =>
  take(api.GET('/api/v1/imports/{import_id}/quarantine/mends', path(id)));

export const useBulkMends = (id: number) =>
  useQuery({ queryKey: [...keys.imports, 'mends', id], queryFn: () => fetchBulkMends(id) });
