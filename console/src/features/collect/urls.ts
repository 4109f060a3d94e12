/** Addresses of this feature; every link to it is built here. */
export const urls = {
  sources: () => '/data/sources',
  sourceAdd: () => '/data/sources/new',
  source: (id: number) => `/data/sources/${id}`,
  event: (id: number) => `/data/events/${id}`,
  events: (narrowed: Record<string, string> = {}) => {
    const search = new URLSearchParams(narrowed).toString();
    return `/data/events${search && `?${search}`}`;
  },
  plans: () => '/data/plan',
  /** A plan for an event; the catalogue's number lets it begin with what was seen. */
  planAdd: (about: { event?: number; name?: string } = {}) => {
    const search = new URLSearchParams();
    if (about.event) search.set('event', String(about.event));
    if (about.name) search.set('name', about.name);
    return `/data/plan/new${search.size > 0 ? `?${search.toString()}` : ''}`;
  },
  plan: (id: number) => `/data/plan/${id}`,
  blocked: (name = '') => `/data/plan/blocked${name && `?name=${encodeURIComponent(name)}`}`,
  customer: (id: number) => `/customers/${id}`,
};
