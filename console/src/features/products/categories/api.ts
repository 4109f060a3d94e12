/** Every read and act of own categories, and of those that shops write. */
import { api, take, type Schemas } from '../../../shared/api/client';
import { useAct, useQuery } from '../../../shared/api/queries';
import { keys } from '../api';

export type Own = Schemas['OwnCategoryRow'];
export type Written = Schemas['WrittenCategory'];
export type Naming = Schemas['CategoryNaming'];
export type Difference = Schemas['CategoryDifference'];
type Draft = Schemas['OwnCategoryIn'];

const KEY = [...keys.products, 'own'];
export const MOST = 200;

export const useOwn = () =>
  useQuery({ queryKey: [...KEY, 'tree'], queryFn: () => take(api.GET('/api/v1/categories')) });

export const useWritten = (q: string, onlyOpen: boolean) =>
  useQuery({
    queryKey: [...KEY, 'written', q, onlyOpen],
    queryFn: () =>
      take(
        api.GET('/api/v1/categories/written', {
          params: { query: { q, only_open: onlyOpen, limit: MOST } },
        }),
      ),
  });

export const useCreate = (then: () => void) =>
  useAct<Draft>({
    run: (body) => take(api.POST('/api/v1/categories', { body })),
    refresh: [KEY],
    then,
  });

export const useChange = (id: number, then: () => void) =>
  useAct<Draft>({
    run: (body) =>
      take(
        api.PUT('/api/v1/categories/{category_id}', {
          params: { path: { category_id: id } },
          body,
        }),
      ),
    refresh: [keys.products],
    then,
  });

export const useDelete = (id: number) =>
  useAct({
    run: () =>
      take(
        api.DELETE('/api/v1/categories/{category_id}', { params: { path: { category_id: id } } }),
      ),
    refresh: [KEY],
  });

export const usePreview = () =>
  useAct<Naming[], Difference[]>({
    run: (namings) => take(api.POST('/api/v1/categories/preview', { body: { namings } })),
  });

export const useAssign = (then: (before: Naming[]) => void) =>
  useAct<Naming[], Schemas['NamingDone']>({
    run: (namings) => take(api.POST('/api/v1/categories/assign', { body: { namings } })),
    refresh: [keys.products],
    then: (done) => then(done.before),
  });
