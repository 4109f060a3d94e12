/** Addresses of this feature; every link to it is built here. */
import type { Product } from './api';

export const urls = {
  list: () => '/data/products',
  import: () => '/data/imports/new',
  export: () => '/data/exports',
  /** The orders behind what a product sold, as reports show them. */
  orders: ({ shop_id, sku }: Product, label: string, span: { start: string; end: string }) => {
    const of = { of: 'product_orders', kind: 'orders', measure: 'value', shop_id, sku, ...span };
    const search = new URLSearchParams({ of: JSON.stringify(of), label });
    return `/overview/behind?${search.toString()}`;
  },
};
