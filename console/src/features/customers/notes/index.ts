/** Notes about customers, and what is to be done for them. */
import type { Feature } from '../../../shared/feature';

export const tasks: Feature = {
  area: 'customers',
  pages: [
    {
      path: 'tasks',
      menu: 'nav.tasks',
      needs: 'customers.read',
      lazy: () => import('./pages/TaskList'),
    },
  ],
};
