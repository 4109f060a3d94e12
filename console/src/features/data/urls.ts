/** Addresses of this feature; every link to it is built here. */
export const urls = {
  list: () => '/data/imports',
  waiting: () => '/data/quarantine',
  add: () => '/data/imports/new',
  again: (id: number) => `/data/imports/new?again=${id}`,
  one: (id: number) => `/data/imports/${id}`,
  quarantine: (id: number, narrowed: Record<string, string> = {}) => {
    const search = new URLSearchParams(narrowed).toString();
    return `/data/imports/${id}/quarantine${search && `?${search}`}`;
  },
};
