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

/** What is made of customers' figures and answers, which the whole workspace goes by. */
export const customerRules: Feature = {
  area: 'settings',
  pages: [
    {
      path: 'settings/traits',
      menu: 'nav.settings.traits',
      needs: 'segments.read',
      lazy: () => import('./pages/TraitSettingsPage'),
    },
    {
      path: 'settings/consent',
      menu: 'nav.settings.consent',
      needs: 'segments.read',
      lazy: () => import('./pages/ConsentSettingsPage'),
    },
    {
      path: 'settings/suppressions',
      menu: 'nav.settings.suppressions',
      needs: 'customers.read',
      lazy: () => import('./pages/SuppressionList'),
      children: [
        { path: 'new', needs: 'consent.write', lazy: () => import('./pages/SuppressionAdd') },
      ],
    },
    {
      path: 'settings/proofs',
      menu: 'nav.settings.proofs',
      needs: 'audit.read',
      lazy: () => import('./pages/ProofList'),
    },
  ],
};
