/** The search and the history state of this address, to be taken along to a drawer and back. */
import { useLocation } from 'react-router';

export function useHere(): { search: string; state: unknown } {
  const { search, state } = useLocation() as { search: string; state: unknown };
  return { search, state };
}
