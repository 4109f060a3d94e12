/** Addresses of this feature; every link to it is built here. */
export const urls = {
  list: () => '/content',
  one: (id: number) => `/content/${id}`,
  rename: (id: number) => `/content/${id}/rename`,
  versions: (id: number) => `/content/${id}/versions`,
  brand: () => '/content/brand',
  add: () => '/content/editor/new',
  edit: (id: number) => `/content/editor/${id}`,
  sender: () => '/settings/sender',
};
