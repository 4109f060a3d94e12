/** Signing in and out over django-allauth's headless API for browsers. */
import { csrfToken } from './csrf';

const ROOT = '/_allauth/browser/v1';

export interface Answer {
  status: number;
  data?: Record<string, unknown> & { flows?: readonly { id: string; is_pending?: boolean }[] };
  meta?: Record<string, unknown>;
  errors?: readonly { code: string; message: string; param?: string }[];
}

export type Outcome =
  | { kind: 'in' }
  | { kind: 'code' } // the password was right, now the second factor
  | { kind: 'refused'; code: string; message: string };

export const signIn = (email: string, password: string): Promise<Outcome> =>
  attempt('/auth/login', { email, password });

export const giveCode = (code: string): Promise<Outcome> =>
  attempt('/auth/2fa/authenticate', { code });

/** Whether somebody is signed in already, or stands before the second factor. */
export async function whoIsIn(): Promise<Outcome> {
  return outcomeOf(await ask('GET', '/auth/session'));
}

/** Ends the session and leads to the login page. */
export async function signOut(): Promise<void> {
  await ask('DELETE', '/auth/session');
  window.location.assign('/login');
}

async function attempt(path: string, body: object): Promise<Outcome> {
  return outcomeOf(await ask('POST', path, body));
}

export function outcomeOf({ status, data, errors }: Answer): Outcome {
  // 409 is the answer to a sign-in by somebody who is signed in.
  if (status === 200 || status === 409) return { kind: 'in' };
  const isPending = data?.flows?.some(
    ({ id, is_pending }) => id === 'mfa_authenticate' && is_pending,
  );
  if (status === 401 && isPending) return { kind: 'code' };
  const first = errors?.[0];
  return {
    kind: 'refused',
    code: first?.code ?? `status_${status}`,
    message: first?.message ?? '',
  };
}

/** One request to the headless API; every status is an answer, only the network throws. */
export async function ask(method: string, path: string, body?: object): Promise<Answer> {
  const response = await fetch(ROOT + path, {
    method,
    headers: {
      ...(body ? { 'Content-Type': 'application/json' } : {}),
      ...(method === 'GET' ? {} : { 'X-CSRFToken': csrfToken() }),
    },
    body: body ? JSON.stringify(body) : undefined,
  });
  const answer = (await response.json().catch(() => ({}))) as Omit<Answer, 'status'>;
  return { ...answer, status: response.status };
}
