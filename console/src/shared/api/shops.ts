/** The shops of the workspace, which filters of several features offer. */
import { api, take } from './client';
import { useQuery } from './queries';

export const useShops = () =>
  useQuery({ queryKey: ['shops'], queryFn: () => take(api.GET('/api/v1/shops')) });
