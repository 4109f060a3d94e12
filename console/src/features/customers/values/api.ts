/** The values of a customer with who told of them: requests, cache keys, hooks. */
import { api, take, type Schemas } from '../../../shared/api/client';
import { useAct, useQuery } from '../../../shared/api/queries';

export type Value = Schemas['KnownValue'];

export const changed = [['customers']];
const of = (customer: number) => ({ params: { path: { customer_id: customer } } });

export const useValues = (customer: number) =>
  useQuery({
    queryKey: ['customers', 'values', customer],
    queryFn: () => take(api.GET('/api/v1/customers/{customer_id}/values', of(customer))),
  });

/** Set the name or an attribute; the server knows which attributes are personal. */
export const correct = (customer: number, field: Value['field'], key: string, value: string) =>
  take(
    api.PATCH('/api/v1/customers/{customer_id}', {
      ...of(customer),
      body: {
        name: field === 'name' ? value : '',
        email: '',
        phone: '',
        attributes: field === 'name' ? {} : { [key]: value },
      },
    }),
  );

export const useUndo = (customer: number, said: string) =>
  useAct<Value, unknown>({
    run: ({ field, key }) =>
      take(
        api.POST('/api/v1/customers/{customer_id}/values/undo', {
          ...of(customer),
          body: { field: field as 'name' | 'private' | 'attribute', key },
        }),
      ),
    refresh: changed,
    said,
  });
