/** Every read and act of rules for rows. */
import { api, take, type Schemas } from '../../../shared/api/client';
import { useAct, useQuery } from '../../../shared/api/queries';
import type { Values } from './values';

export type RowRule = Schemas['RowRuleOut'];
export type RowRuleIn = Schemas['RowRuleIn'];
export type RowTest = RowRule['test'];
export type Preview = Schemas['RowRulePreview'];
export type Subject = Schemas['RowSubject'];
export interface Of {
  source_kind: string;
  source_id: number;
}

export const KEY = ['row-rules'];
export const RULED = ['file_orders', 'file_products', 'connection'];

export const useRowRules = (of: Of) =>
  useQuery({
    queryKey: [...KEY, of],
    queryFn: () => take(api.GET('/api/v1/row-rules', { params: { query: of } })),
  });

export const createRowRule = (of: Of, body: RowRuleIn) =>
  take(api.POST('/api/v1/row-rules', { body: { ...of, ...body } }));

const path = (id: number) => ({ params: { path: { row_rule_id: id } } });

export const changeRowRule = (id: number, body: RowRuleIn) =>
  take(api.PUT('/api/v1/row-rules/{row_rule_id}', { ...path(id), body }));

export const usePreview = (of: Of) =>
  useAct<{ values: Values; body: RowRuleIn }, Preview>({
    run: ({ body }) => take(api.POST('/api/v1/row-rules/preview', { body: { ...of, ...body } })),
  });

export const useTurn = ({ id, test, severity }: RowRule, said: string) =>
  useAct<boolean>({
    run: (isOn) => changeRowRule(id, { test, severity, is_on: isOn }),
    refresh: [KEY],
    said,
  });

export const useDelete = (id: number, said: string) =>
  useAct({
    run: () => take(api.DELETE('/api/v1/row-rules/{row_rule_id}', path(id))),
    refresh: [KEY],
    said,
  });
