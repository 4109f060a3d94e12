/** Every read of products: requests, keys, hooks. */
import { api, take, type Schemas } from '../../shared/api/client';
import { useQuery } from '../../shared/api/queries';
import type { ListQuery } from '../../shared/list/types';

export type Listed = Schemas['ProductListed'];
export type Product = Schemas['ProductOut'];
export type Change = Product['changes'][number];

/** Pieces at which the filter calls a stock low. */
export const LOW = 10;

export const keys = { products: ['products'] } as const;

export const fetchProducts = ({ q, sort, cursor, limit, filters }: ListQuery) =>
  take(
    api.GET('/api/v1/products', {
      params: {
        query: {
          q,
          sort: sort || '-revenue',
          cursor,
          limit,
          shop_id: numbers(filters['shop_id']),
          category: filters['category'] ? [filters['category']] : [],
          unknown_unit: filters['unit'] === 'unknown',
          stock_at_most: filters['stock'] ? Number(filters['stock']) : undefined,
        },
      },
    }),
  );

const numbers = (text: string | undefined) => (text ? text.split(',').map(Number) : []);

export const useCategories = () =>
  useQuery({
    queryKey: [...keys.products, 'categories'],
    queryFn: () => take(api.GET('/api/v1/products/categories')),
  });

export const useProduct = (shopId: number, sku: string) =>
  useQuery({
    queryKey: [...keys.products, shopId, sku],
    queryFn: () =>
      take(
        api.GET('/api/v1/products/{shop_id}/{sku}', { params: { path: { shop_id: shopId, sku } } }),
      ),
  });
