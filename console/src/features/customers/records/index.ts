/** Who is who: what may be one person, and when records become one by themselves. */
import type { Feature } from '../../../shared/feature';

export const duplicates: Feature = {
  area: 'customers',
  pages: [
    {
      path: 'duplicates',
      menu: 'nav.duplicates',
      needs: 'customers.read',
      lazy: () => import('./pages/DuplicateList'),
    },
    {
      path: 'alike',
      menu: 'nav.alike',
      needs: 'customers.read',
      lazy: () => import('./pages/AlikeList'),
    },
    {
      path: 'groups',
      menu: 'nav.groups',
      needs: 'customers.read',
      lazy: () => import('./pages/GroupList'),
      children: [
        { path: 'new', needs: 'customers.write', lazy: () => import('./pages/GroupAdd') },
        { path: ':groupId', lazy: () => import('./pages/GroupDrawer') },
      ],
    },
  ],
};

export const matching: Feature = {
  area: 'settings',
  pages: [
    {
      path: 'settings/matching',
      menu: 'nav.settings.matching',
      needs: 'customers.read',
      lazy: () => import('./pages/MatchRulesPage'),
    },
  ],
};
