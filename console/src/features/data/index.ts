/** Data: files come in, are looked at before they land, and what cannot be read is mended. */
import type { Feature } from '../../shared/feature';

export const data: Feature = {
  area: 'data',
  pages: [
    {
      path: 'data/imports',
      menu: 'nav.data.imports',
      needs: 'imports.read',
      lazy: () => import('./pages/ImportList'),
      children: [{ path: 'new', needs: 'imports.write', lazy: () => import('./pages/NewImport') }],
    },
    {
      path: 'data/quarantine',
      menu: 'nav.data.quarantine',
      needs: 'imports.read',
      lazy: () => import('./pages/WaitingRows'),
    },
    {
      path: 'data/imports/:importId',
      needs: 'imports.read',
      lazy: () => import('./pages/ImportPage'),
    },
    {
      path: 'data/imports/:importId/quarantine',
      needs: 'imports.read',
      lazy: () => import('./pages/QuarantinePage'),
    },
  ],
};
