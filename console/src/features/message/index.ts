/** How messages leave the house: the e-mail sender, and the sink where tries arrive. */
import type { Feature } from '../../shared/feature';

export const sender: Feature = {
  area: 'settings',
  pages: [
    {
      path: 'settings/sender',
      menu: 'nav.settings.sender',
      needs: 'channels.read',
      lazy: () => import('./pages/SenderPage'),
    },
  ],
};

export const sink: Feature = {
  area: 'broadcasts',
  pages: [
    {
      path: 'test-inbox',
      menu: 'nav.sink',
      needs: 'channels.read',
      lazy: () => import('./pages/SinkList'),
      children: [
        { path: ':mailId', needs: 'customers.reveal', lazy: () => import('./pages/SinkDrawer') },
      ],
    },
  ],
};
