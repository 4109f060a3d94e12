/** Every read and act of orders that count nowhere. */
import { api, take, type Schemas } from '../../../shared/api/client';
import { useAct, useQuery } from '../../../shared/api/queries';

export type Rule = Schemas['LeavingRuleOut'];
export type RuleIn = Schemas['LeavingRuleIn'];
export type Preview = Schemas['LeavingPreview'];
export type Order = Schemas['OrderOut'];

export const KEY = ['left-out'];

export const useLeaving = () =>
  useQuery({
    queryKey: [...KEY, 'rules'],
    queryFn: () => take(api.GET('/api/v1/left-out')),
  });

export const useLeftOut = (limit: number) =>
  useQuery({
    queryKey: [...KEY, 'orders', limit],
    queryFn: () =>
      take(
        api.GET('/api/v1/orders', { params: { query: { left_out: ['test', 'staff'], limit } } }),
      ),
  });

export const createRule = (body: RuleIn) => take(api.POST('/api/v1/left-out/rules', { body }));

export const changeRule = (id: number, body: RuleIn) =>
  take(api.PUT('/api/v1/left-out/rules/{rule_id}', { params: { path: { rule_id: id } }, body }));

export const usePreview = () =>
  useAct<RuleIn, Preview>({ run: (body) => take(api.POST('/api/v1/left-out/preview', { body })) });

export const useSwitch = (id: number, said: string) =>
  useAct<boolean>({
    run: (isOn) =>
      take(
        api.POST('/api/v1/left-out/rules/{rule_id}/switch', {
          params: { path: { rule_id: id } },
          body: { is_on: isOn },
        }),
      ),
    refresh: [KEY],
    said,
  });

export const useDelete = (id: number, said: string) =>
  useAct({
    run: () =>
      take(api.DELETE('/api/v1/left-out/rules/{rule_id}', { params: { path: { rule_id: id } } })),
    refresh: [KEY],
    said,
  });

export const useCountAgain = (said: (order: Order) => string) =>
  useAct<Order>({
    run: (order) =>
      take(
        api.POST('/api/v1/left-out/orders/{shop_id}/{order_no}', {
          params: { path: { shop_id: order.shop_id, order_no: order.order_no } },
          body: { word: 'counts' },
        }),
      ),
    refresh: [KEY],
    said: (_, order) => said(order),
  });
