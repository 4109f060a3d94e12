/** Connections: platforms that are asked for orders, refunds, products and customers by themselves. */
import type { Feature } from '../../shared/feature';

export const connections: Feature = {
  area: 'data',
  pages: [
    {
      path: 'data/connections',
      menu: 'nav.data.connections',
      needs: 'sources.read',
      lazy: () => import('./pages/ConnectionList'),
      children: [
        { path: 'new', needs: 'sources.write', lazy: () => import('./pages/ConnectionAdd') },
        {
          path: ':connectionId/change',
          needs: 'sources.write',
          lazy: () => import('./pages/ConnectionChange'),
        },
        {
          path: ':connectionId',
          needs: 'sources.read',
          lazy: () => import('./pages/ConnectionDrawer'),
        },
      ],
    },
  ],
};
