/** View state kept in the URL: what a person filtered survives a reload and can be sent to a colleague. */
import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';

/** One part of the state: how it is read from the URL and written to it. */
export interface Part<Value> {
  initial: Value;
  read: (text: string) => Value | undefined; // undefined: not a value of ours, the initial one is used
  write: (value: Value) => string;
}

export const text = (initial = ''): Part<string> => ({
  initial,
  read: (given) => given,
  write: (value) => value,
});

export const whole = (initial: number): Part<number> => ({
  initial,
  read: (given) => (/^-?\d{1,15}$/.test(given) ? Number(given) : undefined),
  write: String,
});

export const oneOf = <Value extends string>(
  values: readonly Value[],
  initial: Value,
): Part<Value> => ({
  initial,
  read: (given) => values.find((value) => value === given),
  write: (value) => value,
});

export const list = (initial: readonly string[] = []): Part<readonly string[]> => ({
  initial,
  read: (given) => given.split(',').filter(Boolean),
  write: (values) => values.join(','),
});

// Each part has its own type of value; `any` is the only way to say so of a record of them.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Parts = Record<string, Part<any>>;
type State<P extends Parts> = {
  [Name in keyof P]: P[Name] extends Part<infer Value> ? Value : never;
};

/**
 * `const [state, set] = useUrlState({ period: oneOf(['30d', '90d'], '30d') })`.
 * Initial values leave no trace in the URL; `set` changes only the parts named. Define the parts outside
 * of the component. A change replaces the history entry unless `push` is asked.
 */
export function useUrlState<P extends Parts>(
  parts: P,
): [State<P>, (change: Partial<State<P>>, how?: { push?: boolean }) => void] {
  const [params, setParams] = useSearchParams();
  const state = useMemo(() => readParts(parts, params), [parts, params]);
  const set = useCallback(
    (change: Partial<State<P>>, how: { push?: boolean } = {}) => {
      setParams((before) => writeParts(parts, before, change), { replace: !how.push });
    },
    [parts, setParams],
  );
  return [state, set];
}

function readParts<P extends Parts>(parts: P, params: URLSearchParams): State<P> {
  const found = Object.entries(parts).map(([name, part]) => {
    const given = params.get(name);
    const value: unknown = (given === null ? undefined : part.read(given)) ?? part.initial;
    return [name, value] as const;
  });
  return Object.fromEntries(found) as State<P>;
}

function writeParts(
  parts: Record<string, Part<unknown>>,
  before: URLSearchParams,
  change: Record<string, unknown>,
): URLSearchParams {
  const after = new URLSearchParams(before);
  for (const [name, value] of Object.entries(change)) {
    const part = parts[name];
    if (!part) continue;
    const written = value === undefined ? '' : part.write(value);
    if (written === '' || written === part.write(part.initial)) after.delete(name);
    else after.set(name, written);
  }
  return after;
}
