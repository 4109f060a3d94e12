/** Addresses of this feature; every link to it is built here. */
export const urls = {
  list: () => '/segments',
  one: (id: number) => `/segments/${id}`,
  add: () => '/segment-editor/new',
  edit: (id: number) => `/segment-editor/${id}`,
  customersOf: (id: number) => `/customers?segment_id=${id}`,
};
