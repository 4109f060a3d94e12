/** Addresses of this feature; every link to it is built here. */
export const urls = {
  list: () => '/broadcasts',
  add: () => '/broadcasts/new',
  one: (id: number) => `/broadcasts/${id}`,
  edit: (id: number) => `/broadcasts/${id}/edit`,
  editContent: (id: number) => `/content/editor/${id}`,
  addContent: () => '/content/editor/new',
  report: (id: number) => `/reports/broadcasts/${id}`,
};
