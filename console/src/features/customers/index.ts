/** Customers: who buys from us, masked until somebody looks, with everything that happened with them. */
import type { Feature } from '../../shared/feature';

export const customers: Feature = {
  area: 'customers',
  pages: [
    {
      path: 'customers',
      menu: 'nav.customers',
      needs: 'customers.read',
      lazy: () => import('./pages/CustomerList'),
      children: [{ path: ':customerId', lazy: () => import('./pages/CustomerDrawer') }],
    },
  ],
};
