/** Addresses inside the workspace. */
export const urls = {
  list: () => '/settings/webhooks',
  add: () => '/settings/webhooks/new',
  change: (id: number) => `/settings/webhooks/${id}/change`,
};
