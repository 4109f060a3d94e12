/** Reports: how the shop does, who its customers are, what a broadcast came to. */
import type { Feature } from '../../shared/feature';

const behind = { path: 'behind', lazy: () => import('./pages/Behind') };

export const overview: Feature = {
  area: 'overview',
  pages: [
    {
      path: 'overview',
      menu: 'nav.overview',
      needs: 'reports.read',
      lazy: () => import('./pages/OverviewPage'),
      children: [behind],
    },
  ],
};

export const reports: Feature = {
  area: 'reports',
  pages: [
    {
      path: 'reports/rfm',
      menu: 'nav.reports.rfm',
      needs: 'reports.read',
      lazy: () => import('./pages/RfmPage'),
      children: [behind],
    },
    {
      path: 'reports/cohorts',
      menu: 'nav.reports.cohorts',
      needs: 'reports.read',
      lazy: () => import('./pages/CohortPage'),
      children: [behind],
    },
    {
      path: 'reports/broadcasts/:broadcastId',
      needs: 'reports.read',
      lazy: () => import('./pages/BroadcastReportPage'),
      children: [behind],
    },
  ],
};
