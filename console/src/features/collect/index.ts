/** Collect: what sends events by itself, which events came, and what they shall be like. */
import type { Feature } from '../../shared/feature';

export const collect: Feature = {
  area: 'data',
  pages: [
    {
      path: 'data/sources',
      menu: 'nav.data.sources',
      needs: 'sources.read',
      lazy: () => import('./pages/SourceList'),
      children: [{ path: 'new', needs: 'sources.write', lazy: () => import('./pages/SourceAdd') }],
    },
    {
      path: 'data/sources/:sourceId',
      needs: 'sources.read',
      lazy: () => import('./pages/SourcePage'),
    },
    {
      path: 'data/events',
      menu: 'nav.data.events',
      needs: 'sources.read',
      lazy: () => import('./pages/EventList'),
    },
    {
      path: 'data/events/:eventId',
      needs: 'sources.read',
      lazy: () => import('./pages/EventPage'),
    },
    {
      path: 'data/plan',
      menu: 'nav.data.plan',
      needs: 'sources.read',
      lazy: () => import('./pages/PlanList'),
      children: [
        { path: 'new', needs: 'sources.write', lazy: () => import('./pages/PlanAdd') },
        { path: ':planId', needs: 'sources.read', lazy: () => import('./pages/PlanDrawer') },
      ],
    },
    {
      path: 'data/plan/blocked',
      needs: 'sources.read',
      lazy: () => import('./pages/BlockedList'),
    },
  ],
};
