/** Addresses of this feature, and of the customers it speaks of. */
export const urls = {
  customer: (id: number) => `/customers/${id}`,
  duplicates: () => '/duplicates',
  alike: () => '/alike',
  group: (id: number) => `/groups/${id}`,
  groupAdd: () => '/groups/new',
  rules: () => '/settings/matching',
};
