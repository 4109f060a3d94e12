/** Addresses of this feature; every link to it is built here. */
export const urls = {
  list: () => '/customers',
  one: (id: number) => `/customers/${id}`,
  segment: (id: number) => `/segments/${id}`,
};
