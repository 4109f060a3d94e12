/** Every read and act of the settings: requests, cache keys, hooks. */
import { api, take, type Schemas } from '../../shared/api/client';
import { useAct, useQuery } from '../../shared/api/queries';
import { foundIn } from '../../shared/list/local';

export type Member = Schemas['MemberOut'];
export type Team = Schemas['TeamOut'];
export type Token = Schemas['TokenOut'];
export type Shop = Schemas['ShopOut'];
export type Job = Schemas['JobOut'];
export type AuditEntry = Schemas['AuditOut'];
export type Workspace = Schemas['WorkspaceOut'];

export const keys = {
  session: ['session'],
  workspace: ['workspace'],
  staff: ['staff'],
  teams: ['teams'],
  tokens: ['tokens'],
  shops: ['shops'],
  jobs: ['jobs'],
  audit: ['audit'],
} as const;

export const fetchStaff = () => take(api.GET('/api/v1/staff'));
export const fetchTeams = () => take(api.GET('/api/v1/teams'));
export const fetchShops = () => take(api.GET('/api/v1/shops'));
export const fetchTokens = () => take(api.GET('/api/v1/tokens'));

export const useWorkspace = () =>
  useQuery({ queryKey: keys.workspace, queryFn: () => take(api.GET('/api/v1/workspace')) });

export const useMember = (id: number) =>
  useQuery({
    queryKey: [...keys.staff, 'one', id],
    queryFn: async () => foundIn(await fetchStaff(), id),
  });

export const useShops = () => useQuery({ queryKey: keys.shops, queryFn: fetchShops });

export const useTeams = () => useQuery({ queryKey: keys.teams, queryFn: fetchTeams });

export const changeWorkspace = (body: Schemas['WorkspaceIn']) =>
  take(api.PATCH('/api/v1/workspace', { body }));

export const addStaff = (body: Schemas['MemberIn']) => take(api.POST('/api/v1/staff', { body }));

export const changeStaff = (id: number, body: Schemas['MemberChange']) =>
  take(api.PATCH('/api/v1/staff/{staff_id}', { params: { path: { staff_id: id } }, body }));

export const saveTeam = (id: number | null, body: Schemas['TeamIn']) =>
  id === null
    ? take(api.POST('/api/v1/teams', { body }))
    : take(api.PATCH('/api/v1/teams/{team_id}', { params: { path: { team_id: id } }, body }));

export const createShop = (body: Schemas['ShopIn']) => take(api.POST('/api/v1/shops', { body }));

export const changeShop = (id: number, body: Schemas['ShopChange']) =>
  take(api.PATCH('/api/v1/shops/{shop_id}', { params: { path: { shop_id: id } }, body }));

export const createToken = (body: Schemas['TokenIn']) => take(api.POST('/api/v1/tokens', { body }));

export const changeMe = (body: Schemas['SessionIn']) =>
  take(api.PATCH('/api/v1/session', { body }));

export const fetchJobs = (query: { state?: string; cursor: string; limit: number }) =>
  take(api.GET('/api/v1/jobs', { params: { query } }));

export interface AuditQuery {
  action?: string;
  actor?: string;
  target_kind?: string;
  target_id?: string;
  since?: string;
  until?: string;
  cursor: string;
  limit: number;
}

export const fetchAudit = (query: AuditQuery) =>
  take(api.GET('/api/v1/audit', { params: { query } }));

export const useRemoveStaff = (said: string, then: () => void) =>
  useAct<number>({
    run: (id) =>
      take(api.DELETE('/api/v1/staff/{staff_id}', { params: { path: { staff_id: id } } })),
    refresh: [keys.staff],
    said,
    then,
  });

export const useRemoveTeam = (said: string, then: () => void) =>
  useAct<number>({
    run: (id) => take(api.DELETE('/api/v1/teams/{team_id}', { params: { path: { team_id: id } } })),
    refresh: [keys.teams, keys.staff],
    said,
    then,
  });

export const useRevokeToken = (said: string) =>
  useAct<number>({
    run: (id) =>
      take(api.DELETE('/api/v1/tokens/{token_id}', { params: { path: { token_id: id } } })),
    refresh: [keys.tokens],
    said,
  });

export const useRetryJob = (said: string) =>
  useAct<number>({
    run: (id) =>
      take(api.POST('/api/v1/jobs/{job_id}/retry', { params: { path: { job_id: id } } })),
    refresh: [keys.jobs],
    said,
  });

export const useVerifyAudit = () => useAct({ run: () => take(api.POST('/api/v1/audit/verify')) });
