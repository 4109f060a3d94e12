/** The query cache and the two hooks that wrap it: reads go through useQuery, acts through useAct. */
import { QueryClient, useMutation, useQueryClient, type QueryKey } from '@tanstack/react-query';
import { App } from 'antd';
import { useSharedWords } from '../i18n/words';
import { Problem, problemText } from './problem';

export { useQuery, keepPreviousData, type QueryKey } from '@tanstack/react-query';

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      retry: (failures, error) => error instanceof Problem && error.mayRetry && failures < 2,
    },
  },
});

interface Act<In, Out> {
  run: (input: In) => Promise<Out>;
  /** Query keys (or their beginnings) whose data this act made old. */
  refresh?: QueryKey[];
  /** What to say when it worked; nothing by default. */
  said?: string | ((out: Out, input: In) => string);
  then?: (out: Out, input: In) => void;
  /** Answers true when it has shown the problem itself (a form does). */
  failed?: (problem: Problem) => boolean;
}

/** One act of a person: runs, refreshes what became old, says that it worked, or why not. */
export function useAct<In = void, Out = unknown>(act: Act<In, Out>) {
  const cache = useQueryClient();
  const { message } = App.useApp();
  const t = useSharedWords();
  return useMutation<Out, Error, In>({
    mutationFn: act.run,
    onSuccess: async (out, input) => {
      const said = typeof act.said === 'function' ? act.said(out, input) : act.said;
      if (said) message.success(said);
      act.then?.(out, input);
      await Promise.all(
        (act.refresh ?? []).map((key) => cache.invalidateQueries({ queryKey: key })),
      );
    },
    onError: (error) => {
      if (error instanceof Problem && act.failed?.(error)) return;
      message.error(problemText(error, t));
    },
  });
}
