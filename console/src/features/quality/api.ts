/** Every read and act of data quality. */
import { api, take, type Schemas } from '../../shared/api/client';
import { useAct, useQuery } from '../../shared/api/queries';

export type Source = Schemas['QualitySource'];
export type Whole = Schemas['QualityWhole'];
export type Rule = Schemas['QualityRuleOut'];
export type Alert = Schemas['QualityAlertOut'];

const KEY = ['quality'];
const EVERY = 30_000;

export const useSources = () =>
  useQuery({
    queryKey: [...KEY, 'sources'],
    queryFn: () => take(api.GET('/api/v1/quality')),
    refetchInterval: EVERY,
  });

export const useAlerts = () =>
  useQuery({
    queryKey: [...KEY, 'alerts'],
    queryFn: () => take(api.GET('/api/v1/quality/alerts')),
    refetchInterval: EVERY,
  });

export const useWhole = (kind: string, id: number) =>
  useQuery({
    queryKey: [...KEY, kind, id],
    queryFn: () =>
      take(
        api.GET('/api/v1/quality/{source_kind}/{source_id}', {
          params: { path: { source_kind: kind, source_id: id } },
        }),
      ),
    refetchInterval: EVERY,
  });

export const useSeen = (said: string) =>
  useAct<number>({
    run: (id) =>
      take(
        api.POST('/api/v1/quality/alerts/{alert_id}/seen', { params: { path: { alert_id: id } } }),
      ),
    refresh: [KEY],
    said,
  });

export const useChangeRule = (of: Whole, check: Rule['check'], said: string) =>
  useAct<Schemas['QualityRuleIn']>({
    run: (body) =>
      take(
        api.PUT('/api/v1/quality/{source_kind}/{source_id}/rules/{check}', {
          params: { path: { source_kind: of.kind, source_id: of.id, check } },
          body,
        }),
      ),
    refresh: [KEY],
    said,
  });
