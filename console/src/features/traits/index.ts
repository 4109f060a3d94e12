/** Traits: what is known of customers in figures, what each means, and how many have which value. */
import type { Feature } from '../../shared/feature';

export const traits: Feature = {
  area: 'customers',
  pages: [
    {
      path: 'traits',
      menu: 'nav.traits',
      needs: 'segments.read',
      lazy: () => import('./pages/TraitList'),
    },
    { path: 'traits/:name', needs: 'segments.read', lazy: () => import('./pages/TraitPage') },
  ],
};
