/** Addresses of this feature; every link to it is built here. */
export const urls = {
  list: () => '/customers',
  one: (id: number) => `/customers/${id}`,
  suppressionAdd: () => '/settings/suppressions/new',
  segment: (id: number) => `/segments/${id}`,
};
