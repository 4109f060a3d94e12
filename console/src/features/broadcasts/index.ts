/** Broadcasts: one message to an audience, with a holdout to measure against. */
import type { Feature } from '../../shared/feature';

export const broadcasts: Feature = {
  area: 'broadcasts',
  pages: [
    {
      path: 'broadcasts',
      menu: 'nav.broadcasts.list',
      needs: 'broadcasts.read',
      lazy: () => import('./pages/BroadcastList'),
      children: [
        { path: 'new', needs: 'broadcasts.write', lazy: () => import('./pages/BroadcastForm') },
        { path: ':broadcastId', lazy: () => import('./pages/BroadcastDrawer') },
        {
          path: ':broadcastId/edit',
          needs: 'broadcasts.write',
          lazy: () => import('./pages/BroadcastForm'),
        },
      ],
    },
  ],
};
