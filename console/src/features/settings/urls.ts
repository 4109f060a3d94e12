/** Addresses of this feature; every link to it is built here. */
export const urls = {
  staffAdd: () => '/settings/staff/new',
  teamAdd: () => '/settings/teams/new',
  shopAdd: () => '/settings/shops/new',
  tokenAdd: () => '/settings/tokens/new',
  job: (id: number) => `/settings/jobs/${id}`,
  auditOf: (kind: string, id: string | number) =>
    `/settings/audit?target_kind=${encodeURIComponent(kind)}&target_id=${encodeURIComponent(id)}`,
};
