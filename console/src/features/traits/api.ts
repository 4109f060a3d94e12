/** Every read of this feature. */
import { api, take, type Schemas } from '../../shared/api/client';
import { useQuery } from '../../shared/api/queries';

export type Trait = Schemas['TraitOut'];
export type Shown = Schemas['TraitShown'];
export type Bar = Schemas['TraitBar'];

export const useTraits = () =>
  useQuery({ queryKey: ['traits', 'all'], queryFn: () => take(api.GET('/api/v1/traits')) });

export const useTrait = (name: string) =>
  useQuery({
    queryKey: ['traits', 'one', name],
    queryFn: () => take(api.GET('/api/v1/traits/{name}', { params: { path: { name } } })),
  });
