/** Products: what is sold, what it costs and how many there are, now and over time. */
import type { Feature } from '../../shared/feature';

export const products: Feature = {
  area: 'data',
  pages: [
    {
      path: 'data/products',
      menu: 'nav.data.products',
      needs: 'shops.read',
      lazy: () => import('./pages/ProductList'),
    },
    {
      path: 'data/categories',
      menu: 'nav.data.categories',
      needs: 'shops.read',
      lazy: () => import('./categories/CategoriesPage'),
    },
    {
      path: 'data/products/:shopId/:sku',
      needs: 'shops.read',
      lazy: () => import('./pages/ProductPage'),
    },
  ],
};
