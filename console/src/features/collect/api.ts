/** Every read and act of sources, the catalogue and the tracking plan: requests, keys, hooks. */
import { api, take, type Schemas } from '../../shared/api/client';
import { download } from '../../shared/api/download';
import { keepPreviousData, useAct, useQuery } from '../../shared/api/queries';
import type { ListQuery } from '../../shared/list/types';

export type Source = Schemas['SourceDoing'];
export type SourceAt = Schemas['SourcePage'];
export type SourceMade = Schemas['SourceMade'];
export type Message = Schemas['NewestMessage'];
export type EventLine = Schemas['EventLine'];
export type EventAt = Schemas['EventOut'];
export type Plan = Schemas['PlanOut'];
export type PlanLine = Schemas['PlanLine'];
export type Problem = Schemas['EventProblem'];
export type Field = Schemas['PlannedField'];
export type Blocked = Schemas['BlockedOut'];
export type Mode = PlanLine['mode'];
export type Unknown = Plan['unknown'];

export const MODES: readonly Mode[] = ['off', 'warn', 'block'];
export const UNKNOWN: readonly Unknown[] = ['allow', 'warn', 'block'];
export const KINDS = ['track', 'page', 'screen', 'identify', 'group', 'alias'] as const;

export const keys = {
  sources: ['sources'],
  events: ['events'],
  plan: ['tracking-plan'],
} as const;

const ofSource = (id: number) => ({ params: { path: { source_id: id } } });
const ofEvent = (id: number) => ({ params: { path: { event_id: id } } });
const ofPlan = (id: number) => ({ params: { path: { plan_id: id } } });

export const fetchSources = () => take(api.GET('/api/v1/sources'));

export const useSources = () => useQuery({ queryKey: keys.sources, queryFn: fetchSources });

export const createSource = (body: Schemas['SourceIn']): Promise<SourceMade> =>
  take(api.POST('/api/v1/sources', { body }));

export const changeSource = (id: number, body: { name?: string; is_paused?: boolean }) =>
  take(
    api.PATCH('/api/v1/sources/{source_id}', {
      ...ofSource(id),
      body: { name: null, is_paused: null, ...body },
    }),
  );

/** Asked again while the page is open: who integrates looks here for the first message. */
const LIVE = 2000;

export const useSource = (id: number) =>
  useQuery({
    queryKey: [...keys.sources, 'one', id],
    queryFn: () => take(api.GET('/api/v1/sources/{source_id}', ofSource(id))),
    refetchInterval: 2 * LIVE,
  });

export const useMessages = (id: number) =>
  useQuery({
    queryKey: [...keys.sources, 'messages', id],
    queryFn: () => take(api.GET('/api/v1/sources/{source_id}/messages', ofSource(id))),
    refetchInterval: LIVE,
  });

export const usePause = (id: number, said: (isPaused: boolean) => string) =>
  useAct<boolean>({
    run: (isPaused) => changeSource(id, { is_paused: isPaused }),
    refresh: [keys.sources],
    said: (_out, isPaused) => said(isPaused),
  });

export const readKey = async (id: number): Promise<string> =>
  (await take(api.GET('/api/v1/sources/{source_id}/write-key', ofSource(id)))).write_key;

export const useRenewKey = (id: number, then: (key: string) => void, said: string) =>
  useAct<void, { write_key: string }>({
    run: () => take(api.POST('/api/v1/sources/{source_id}/write-key', ofSource(id))),
    then: ({ write_key: key }) => then(key),
    said,
  });

export const useOrderProblems = (id: number) =>
  useQuery({
    queryKey: [...keys.sources, 'orders', id],
    queryFn: () => take(api.GET('/api/v1/sources/{source_id}/order-problems', ofSource(id))),
  });

export const useSetAside = (id: number) =>
  useQuery({
    queryKey: [...keys.sources, 'aside', id],
    queryFn: () => take(api.GET('/api/v1/sources/{source_id}/set-aside', ofSource(id))),
  });

export const useReadAgain = (id: number, then: (jobId: number) => void) =>
  useAct<Schemas['ReplaySpan'], { job_id: number }>({
    run: (body) => take(api.POST('/api/v1/sources/{source_id}/replay', { ...ofSource(id), body })),
    then: ({ job_id: jobId }) => then(jobId),
  });

const asked = ({ q, sort, filters }: Pick<ListQuery, 'q' | 'sort' | 'filters'>) => ({
  q,
  sort: sort || '-month',
  kind: filters['kind'],
  plan: filters['plan'] as '' | 'none' | Mode | undefined,
  source_id: filters['source_id'] ? Number(filters['source_id']) : undefined,
});

export const fetchEvents = (query: ListQuery) =>
  take(
    api.GET('/api/v1/events', {
      params: { query: { ...asked(query), cursor: query.cursor, limit: query.limit } },
    }),
  );

/** Hands the list, as it is narrowed now, to the browser. */
export function exportEvents(query: ListQuery): Promise<void> {
  const set = Object.entries(asked(query)).filter(
    ([, value]) => value !== undefined && value !== '',
  );
  const search = new URLSearchParams(set.map(([name, value]) => [name, String(value)]));
  return download(`/api/v1/events/export?${search.toString()}`, 'events.csv');
}

export const useEvent = (id: number) =>
  useQuery({
    queryKey: [...keys.events, 'one', id],
    queryFn: () => take(api.GET('/api/v1/events/{event_id}', ofEvent(id))),
    enabled: id > 0,
  });

export const describeEvent = (id: number, description: string): Promise<EventAt> =>
  take(api.PATCH('/api/v1/events/{event_id}', { ...ofEvent(id), body: { description } }));

export const fetchPlan = () => take(api.GET('/api/v1/tracking-plan'));

export const usePlan = () =>
  useQuery({ queryKey: keys.plan, queryFn: fetchPlan, placeholderData: keepPreviousData });

export const useUnknown = (said: string) =>
  useAct<Unknown>({
    run: (unknown) => take(api.PUT('/api/v1/tracking-plan', { body: { unknown } })),
    refresh: [keys.plan],
    said,
  });

export const planEvent = (body: Schemas['EventPlanIn']): Promise<PlanLine> =>
  take(api.POST('/api/v1/tracking-plan/events', { body }));

export const useEventPlan = (id: number) =>
  useQuery({
    queryKey: [...keys.plan, 'one', id],
    queryFn: () => take(api.GET('/api/v1/tracking-plan/events/{plan_id}', ofPlan(id))),
  });

export const changePlan = (id: number, body: { mode: Mode; fields: Field[] }): Promise<PlanLine> =>
  take(api.PUT('/api/v1/tracking-plan/events/{plan_id}', { ...ofPlan(id), body }));

export const useRemovePlan = (id: number, said: string, then: () => void) =>
  useAct({
    run: () => take(api.DELETE('/api/v1/tracking-plan/events/{plan_id}', ofPlan(id))),
    refresh: [keys.plan, keys.events],
    said,
    then,
  });

export const fetchBlocked = ({ cursor, limit, filters }: ListQuery) =>
  take(
    api.GET('/api/v1/tracking-plan/blocked', {
      params: {
        query: {
          cursor,
          limit,
          name: filters['name'],
          source_id: filters['source_id'] ? Number(filters['source_id']) : undefined,
        },
      },
    }),
  );

type Asked = Partial<Schemas['BlockedAsked']>;

const refreshed = [keys.plan, keys.events, keys.sources];

export const useReplay = (said: (out: { count: number; left: number }) => string) =>
  useAct<Asked, { count: number; left: number }>({
    run: ({ name = '', ids = null }) =>
      take(api.POST('/api/v1/tracking-plan/blocked/replay', { body: { name, ids } })),
    refresh: refreshed,
    said,
  });

export const useDiscard = (said: (count: number) => string) =>
  useAct<Asked, { count: number }>({
    run: ({ name = '', ids = null }) =>
      take(api.POST('/api/v1/tracking-plan/blocked/discard', { body: { name, ids } })),
    refresh: refreshed,
    said: ({ count }) => said(count),
  });
