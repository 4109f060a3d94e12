/** Every read and act of broadcasts: requests, cache keys, hooks. */
import { api, take, type Schemas } from '../../shared/api/client';
import { useAct, useQuery } from '../../shared/api/queries';
import type { ListQuery } from '../../shared/list/types';

export type Broadcast = Schemas['BroadcastOut'];
export type BroadcastIn = Schemas['BroadcastIn'];
export type Message = Schemas['MessageOut'];
export type SimpleAct = 'approve' | 'cancel' | 'pause' | 'resume' | 'unschedule' | 'start';

export const keys = { broadcasts: ['broadcasts'] } as const;
const path = (id: number) => ({ params: { path: { broadcast_id: id } } });

/** States in which figures still move. */
export const isMoving = (state: string) => state === 'expanding' || state === 'sending';

export const fetchBroadcasts = ({ q, sort, cursor, limit, filters }: ListQuery) =>
  take(
    api.GET('/api/v1/broadcasts', { params: { query: { q, sort, cursor, limit, ...filters } } }),
  );

export const useBroadcast = (id: number) =>
  useQuery({
    queryKey: [...keys.broadcasts, 'one', id],
    queryFn: () => take(api.GET('/api/v1/broadcasts/{broadcast_id}', path(id))),
    enabled: id > 0,
    refetchInterval: ({ state }) => (state.data && isMoving(state.data.state) ? 2000 : false),
  });

export const useAudience = (id: number, isAsked: boolean) =>
  useQuery({
    queryKey: [...keys.broadcasts, 'audience', id],
    queryFn: () => take(api.GET('/api/v1/broadcasts/{broadcast_id}/audience', path(id))),
    enabled: isAsked,
  });

export const useProgress = (id: number, isRunning: boolean) =>
  useQuery({
    queryKey: [...keys.broadcasts, 'progress', id],
    queryFn: () => take(api.GET('/api/v1/broadcasts/{broadcast_id}/progress', path(id))),
    refetchInterval: isRunning ? 1000 : false,
  });

export const useMessages = (id: number, state: string) =>
  useQuery({
    queryKey: [...keys.broadcasts, 'messages', id, state],
    queryFn: () =>
      take(
        api.GET('/api/v1/broadcasts/{broadcast_id}/messages', {
          params: { path: { broadcast_id: id }, query: { state, limit: 50 } },
        }),
      ),
    enabled: state !== '',
  });

export const saveBroadcast = (id: number, body: BroadcastIn) =>
  id === 0
    ? take(api.POST('/api/v1/broadcasts', { body }))
    : take(api.PUT('/api/v1/broadcasts/{broadcast_id}', { ...path(id), body }));

const ACTS = {
  approve: (id: number) => take(api.POST('/api/v1/broadcasts/{broadcast_id}/approve', path(id))),
  cancel: (id: number) => take(api.POST('/api/v1/broadcasts/{broadcast_id}/cancel', path(id))),
  pause: (id: number) => take(api.POST('/api/v1/broadcasts/{broadcast_id}/pause', path(id))),
  resume: (id: number) => take(api.POST('/api/v1/broadcasts/{broadcast_id}/resume', path(id))),
  unschedule: (id: number) =>
    take(api.POST('/api/v1/broadcasts/{broadcast_id}/unschedule', path(id))),
  start: (id: number) => take(api.POST('/api/v1/broadcasts/{broadcast_id}/start', path(id))),
} satisfies Record<SimpleAct, (id: number) => Promise<unknown>>;

export const useSimpleAct = (act: SimpleAct, said: string) =>
  useAct<number, unknown>({ run: (id) => ACTS[act](id), refresh: [keys.broadcasts], said });

export const useSchedule = (id: number, said: string) =>
  useAct<string>({
    run: (at) =>
      take(api.POST('/api/v1/broadcasts/{broadcast_id}/schedule', { ...path(id), body: { at } })),
    refresh: [keys.broadcasts],
    said,
  });

export const useDelete = (said: string, then: () => void) =>
  useAct<number, unknown>({
    run: (id) => take(api.DELETE('/api/v1/broadcasts/{broadcast_id}', path(id))),
    refresh: [keys.broadcasts],
    said,
    then,
  });

export const useContents = () =>
  useQuery({
    queryKey: ['content', 'choices'],
    queryFn: () =>
      take(api.GET('/api/v1/content', { params: { query: { sort: 'name', limit: 200 } } })),
  });

export const useSegmentChoices = () =>
  useQuery({
    queryKey: ['segments', 'choices'],
    queryFn: () =>
      take(api.GET('/api/v1/segments', { params: { query: { sort: 'name', limit: 200 } } })),
  });
