/** Every read of the reports. */
import { api, take, type Schemas } from '../../shared/api/client';
import { useQuery } from '../../shared/api/queries';

export type Overview = Schemas['Overview'];
export type ServerFigure = Schemas['Figure'];
export type Selection = ServerFigure['drilldown'];
export type Report = Schemas['BroadcastReport'];
export type Outcome = Schemas['Outcome'];
export type TopRow = Schemas['TopRow'];
export type Cohorts = Schemas['Cohorts'];
export type RfmGrid = Schemas['RfmGrid'];

export interface PeriodQuery {
  period?: string;
  from?: string;
  to?: string;
}

export const useOverview = (query: PeriodQuery) =>
  useQuery({
    queryKey: ['reports', 'overview', query],
    queryFn: () => take(api.GET('/api/v1/reports/overview', { params: { query } })),
  });

export const useRfm = () =>
  useQuery({
    queryKey: ['reports', 'rfm'],
    queryFn: () => take(api.GET('/api/v1/reports/rfm')),
  });

export const useCohorts = (months: number) =>
  useQuery({
    queryKey: ['reports', 'cohorts', months],
    queryFn: () => take(api.GET('/api/v1/reports/cohorts', { params: { query: { months } } })),
  });

export const useReport = (id: number) =>
  useQuery({
    queryKey: ['reports', 'broadcast', id],
    queryFn: () =>
      take(
        api.GET('/api/v1/reports/broadcasts/{broadcast_id}', {
          params: { path: { broadcast_id: id } },
        }),
      ),
    refetchInterval: (query) => (query.state.data?.is_goal_over ? false : 10_000),
  });

export const fetchBehind = (selection: Selection, cursor: string | null, limit = 50) =>
  take(api.POST('/api/v1/reports/drilldown', { body: { selection, cursor, limit } }));
