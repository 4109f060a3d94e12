/** Webhooks: other programs that are told what happens here. */
import type { Feature } from '../../shared/feature';

export const webhooks: Feature = {
  area: 'settings',
  pages: [
    {
      path: 'settings/webhooks',
      menu: 'nav.settings.webhooks',
      needs: 'webhooks.read',
      lazy: () => import('./pages/WebhookList'),
      children: [
        { path: 'new', needs: 'webhooks.write', lazy: () => import('./pages/WebhookAdd') },
        {
          path: ':webhookId/change',
          needs: 'webhooks.write',
          lazy: () => import('./pages/WebhookChange'),
        },
        { path: ':webhookId', lazy: () => import('./pages/WebhookDrawer') },
      ],
    },
  ],
};
