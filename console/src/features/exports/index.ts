/** Exports: any list or table as a file. */
import type { Feature } from '../../shared/feature';

export const exports: Feature = {
  area: 'data',
  pages: [
    {
      path: 'data/exports',
      menu: 'nav.data.exports',
      needs: 'customers.export',
      lazy: () => import('./pages/ExportPage'),
    },
  ],
};
