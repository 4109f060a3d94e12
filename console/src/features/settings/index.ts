/** Settings: the workspace, who works in it, keys for programs, what runs and what was done. */
import type { Feature } from '../../shared/feature';

export const settings: Feature = {
  area: 'settings',
  pages: [
    {
      path: 'settings/workspace',
      menu: 'nav.settings.workspace',
      needs: 'workspace.read',
      lazy: () => import('./pages/WorkspacePage'),
    },
    {
      path: 'settings/staff',
      menu: 'nav.settings.staff',
      needs: 'staff.read',
      lazy: () => import('./pages/StaffList'),
      children: [
        { path: 'new', needs: 'staff.write', lazy: () => import('./pages/StaffAdd') },
        { path: ':staffId', lazy: () => import('./pages/StaffDrawer') },
      ],
    },
    {
      path: 'settings/teams',
      menu: 'nav.settings.teams',
      needs: 'staff.read',
      lazy: () => import('./pages/TeamList'),
      children: [
        { path: ':teamId', needs: 'staff.write', lazy: () => import('./pages/TeamDrawer') },
      ],
    },
    {
      path: 'settings/shops',
      menu: 'nav.settings.shops',
      needs: 'shops.read',
      lazy: () => import('./pages/ShopList'),
      children: [
        { path: ':shopId', needs: 'shops.write', lazy: () => import('./pages/ShopDrawer') },
      ],
    },
  ],
};

/** What runs and what was done, below the settings of every day. */
export const system: Feature = {
  area: 'settings',
  pages: [
    {
      path: 'settings/tokens',
      menu: 'nav.settings.tokens',
      needs: 'tokens.read',
      lazy: () => import('./pages/TokenList'),
      children: [{ path: 'new', needs: 'tokens.write', lazy: () => import('./pages/TokenAdd') }],
    },
    {
      path: 'settings/jobs',
      menu: 'nav.settings.jobs',
      needs: 'jobs.read',
      lazy: () => import('./pages/JobList'),
      children: [{ path: ':jobId', lazy: () => import('./pages/JobDrawer') }],
    },
    {
      path: 'settings/audit',
      menu: 'nav.settings.audit',
      needs: 'audit.read',
      lazy: () => import('./pages/AuditList'),
    },
    { path: 'account', lazy: () => import('./pages/AccountPage') },
  ],
};
