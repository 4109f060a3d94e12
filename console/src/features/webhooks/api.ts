/** Every read and act of webhooks. */
import { api, take, type Schemas } from '../../shared/api/client';
import { useAct, useQuery } from '../../shared/api/queries';
import { foundIn } from '../../shared/list/local';

export type Webhook = Schemas['WebhookOut'];
export type Delivery = Schemas['WebhookDelivery'];

export const keys = {
  webhooks: ['webhooks'],
  kinds: ['webhook-kinds'],
  // Apart: who is removed has none to ask for again.
  deliveries: ['webhook-deliveries'],
} as const;

const path = (id: number) => ({ path: { endpoint_id: id } });

export const fetchWebhooks = () => take(api.GET('/api/v1/webhooks'));

export const useWebhook = (id: number) =>
  useQuery({
    queryKey: [...keys.webhooks, 'one', id],
    queryFn: async () => foundIn(await fetchWebhooks(), id),
    refetchInterval: 5000,
  });

export const useKinds = () =>
  useQuery({ queryKey: keys.kinds, queryFn: () => take(api.GET('/api/v1/webhooks/kinds')) });

export const createWebhook = (body: Schemas['WebhookIn']) =>
  take(api.POST('/api/v1/webhooks', { body }));

export const changeWebhook = (id: number, body: Schemas['WebhookChange']) =>
  take(api.PATCH('/api/v1/webhooks/{endpoint_id}', { params: path(id), body }));

export const useDeliveries = (id: number, state: string, limit: number) =>
  useQuery({
    queryKey: [...keys.deliveries, id, state, limit],
    queryFn: () =>
      take(
        api.GET('/api/v1/webhooks/{endpoint_id}/deliveries', {
          params: { ...path(id), query: { state, limit } },
        }),
      ),
    // What is on its way is followed; what else comes is seen a little later.
    refetchInterval: ({ state: { data } }) =>
      data?.items.some((row) => row.state === 'waiting') ? 2000 : 10_000,
  });

export const usePause = (said: string) =>
  useAct<{ id: number; isPaused: boolean }>({
    run: ({ id, isPaused }) => changeWebhook(id, { is_paused: isPaused }),
    refresh: [keys.webhooks],
    said,
  });

export const useRemove = (said: string, then: () => void) =>
  useAct<number>({
    run: (id) => take(api.DELETE('/api/v1/webhooks/{endpoint_id}', { params: path(id) })),
    refresh: [keys.webhooks],
    said,
    then,
  });

export const useRenewSecret = (then: (secret: string) => void) =>
  useAct<number, { secret: string }>({
    run: (id) => take(api.POST('/api/v1/webhooks/{endpoint_id}/secret', { params: path(id) })),
    refresh: [keys.webhooks],
    then: ({ secret }) => then(secret),
  });

export const useTryOut = (said: string) =>
  useAct<number>({
    run: (id) => take(api.POST('/api/v1/webhooks/{endpoint_id}/test', { params: path(id) })),
    refresh: [keys.webhooks, keys.deliveries],
    said,
  });

export const useReplay = (id: number, said: string) =>
  useAct<number>({
    run: (delivery) =>
      take(
        api.POST('/api/v1/webhooks/{endpoint_id}/deliveries/{delivery_id}/replay', {
          params: { path: { endpoint_id: id, delivery_id: delivery } },
        }),
      ),
    refresh: [keys.webhooks, keys.deliveries],
    said,
  });

const MONTH = 30 * 86_400_000;

/** Everything that failed and is still kept, again. */
export const useReplayFailed = (id: number, said: (count: number) => string) =>
  useAct<void, { deliveries: number }>({
    run: () => {
      const now = Date.now();
      const since = new Date(now - MONTH).toISOString();
      const body = { since, until: new Date(now + 60_000).toISOString(), only_failed: true };
      return take(api.POST('/api/v1/webhooks/{endpoint_id}/replay', { params: path(id), body }));
    },
    refresh: [keys.webhooks, keys.deliveries],
    said: ({ deliveries }) => said(deliveries),
  });
