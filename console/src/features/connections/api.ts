/** Every read and act of connections. */
import { api, take, type Schemas } from '../../shared/api/client';
import { useAct, useQuery } from '../../shared/api/queries';

export type Connection = Schemas['ConnectionOut'];
export type ConnectionPage = Schemas['ConnectionPage'];
export type ConnectionMade = Schemas['ConnectionMade'];
export type Kind = Schemas['ConnectionKind'];
export type Field = Schemas['KindField'];
export type Problem = Schemas['ConnectionProblem'];
export type Run = Schemas['ConnectionRunOut'];
export type Tested = Schemas['ConnectionTested'];

export const keys = {
  connections: ['connections'],
  kinds: ['connection-kinds'],
  // Apart: who is removed has none to ask for again.
  one: ['connection'],
  more: ['connection-more'],
} as const;

const path = (id: number) => ({ params: { path: { connection_id: id } } });
const isReading = (row: Connection) =>
  row.backfill?.state === 'running' || row.backfill?.state === 'waiting';

export const fetchConnections = async () => (await take(api.GET('/api/v1/connections'))).items;

export const useKinds = () =>
  useQuery({
    queryKey: keys.kinds,
    queryFn: async () => (await take(api.GET('/api/v1/connections/kinds'))).items,
  });

export const useConnection = (id: number) =>
  useQuery({
    queryKey: [...keys.one, id],
    queryFn: () => take(api.GET('/api/v1/connections/{connection_id}', path(id))),
    refetchInterval: ({ state: { data } }) => (data && isReading(data) ? 1000 : 5000),
  });

export const useRuns = (id: number) =>
  useQuery({
    queryKey: [...keys.more, id, 'runs'],
    queryFn: () => take(api.GET('/api/v1/connections/{connection_id}/runs', path(id))),
    refetchInterval: 5000,
  });

export const useUnlanded = (id: number) =>
  useQuery({
    queryKey: [...keys.more, id, 'unlanded'],
    queryFn: () => take(api.GET('/api/v1/connections/{connection_id}/unlanded', path(id))),
    refetchInterval: 10_000,
  });

export type PrivacyRequest = Schemas['PrivacyRequestOut'];

export const usePrivacyRequests = (id: number) =>
  useQuery({
    queryKey: [...keys.more, id, 'privacy'],
    queryFn: () => take(api.GET('/api/v1/connections/{connection_id}/privacy-requests', path(id))),
    refetchInterval: 10_000,
  });

export const useAnswer = (id: number, requestId: number, said: string) =>
  useAct<void>({
    run: () =>
      take(
        api.POST('/api/v1/connections/{connection_id}/privacy-requests/{request_id}/done', {
          params: { path: { connection_id: id, request_id: requestId } },
        }),
      ),
    refresh: [keys.more],
    said,
  });

export const createConnection = (body: Schemas['ConnectionIn']) =>
  take(api.POST('/api/v1/connections', { body }));

export const changeConnection = (id: number, body: Schemas['ConnectionChange']) =>
  take(api.PATCH('/api/v1/connections/{connection_id}', { ...path(id), body }));

/** Take the host key that a server shows for the right one. */
export const useTrust = (id: number, hostKey: string, said: string) =>
  useAct<void>({
    run: () => changeConnection(id, { settings: { host_key: hostKey } }),
    refresh: [keys.connections, keys.one],
    said,
  });

export const useTest = (id: number) =>
  useAct<void, Tested>({
    run: () => take(api.POST('/api/v1/connections/{connection_id}/test', path(id))),
  });

export const useSync = (id: number, said: string) =>
  useAct<void>({
    run: () => take(api.POST('/api/v1/connections/{connection_id}/sync', path(id))),
    refresh: [keys.connections, keys.one, keys.more],
    said,
  });

export const startBackfill = (id: number, since: string) =>
  take(api.POST('/api/v1/connections/{connection_id}/backfill', { ...path(id), body: { since } }));

export const useStopBackfill = (id: number, said: string) =>
  useAct<void>({
    run: () => take(api.DELETE('/api/v1/connections/{connection_id}/backfill', path(id))),
    refresh: [keys.connections, keys.one, keys.more],
    said,
  });

export const usePause = (id: number, isActive: boolean, said: string) =>
  useAct<void>({
    run: () =>
      isActive
        ? take(api.POST('/api/v1/connections/{connection_id}/pause', path(id)))
        : take(api.POST('/api/v1/connections/{connection_id}/resume', path(id))),
    refresh: [keys.connections, keys.one, keys.more],
    said,
  });

export const useRemove = (id: number, said: string, then: () => void) =>
  useAct<void>({
    run: () => take(api.DELETE('/api/v1/connections/{connection_id}', path(id))),
    refresh: [keys.connections],
    said,
    then,
  });
