/** Addresses inside the workspace. */
export const urls = {
  list: () => '/data/connections',
  add: () => '/data/connections/new',
  one: (id: number) => `/data/connections/${id}`,
  change: (id: number) => `/data/connections/${id}/change`,
  import: (id: string) => `/data/imports/${id}`,
};
