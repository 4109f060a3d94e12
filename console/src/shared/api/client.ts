/** The typed client: `await take(api.GET('/api/v1/staff'))` answers the body or throws a Problem. */
import createClient, { type Middleware } from 'openapi-fetch';
import type { components, paths } from '../../api/schema';
import { csrfToken } from './csrf';
import { Problem, problemOf } from './problem';

/** The shapes of the API: `Schemas['StaffOut']`. */
export type Schemas = components['schemas'];

let workspaceId: number | null = null;
let onSignedOut: () => void = () => undefined;

/** Every request from now on names this workspace. */
export function setWorkspaceId(id: number): void {
  workspaceId = id;
}

/** What to do when the session has ended (the app leads to the login page). */
export function whenSignedOut(act: () => void): void {
  onSignedOut = act;
}

/** The headers of a request of this console, for the few that do not go through `api` (uploads). */
export function headers(method: string): Record<string, string> {
  const found: Record<string, string> = {};
  if (workspaceId !== null) found['X-Workspace'] = String(workspaceId);
  if (method !== 'GET' && method !== 'HEAD') found['X-CSRFToken'] = csrfToken();
  return found;
}

const named: Middleware = {
  onRequest({ request }) {
    for (const [name, value] of Object.entries(headers(request.method))) {
      request.headers.set(name, value);
    }
  },
  onError() {
    return new Problem(0, { code: 'network', detail: '' });
  },
};

export const api = createClient<paths>({
  baseUrl: window.location.origin,
  fetch: (request) => fetch(request), // as it is now, not as it was when this module loaded
});
api.use(named);

/** The body of an answer; anything but a success is thrown as a Problem. */
export async function take<Body>(
  asked: Promise<{ data?: Body; error?: unknown; response: Response }>,
): Promise<NonNullable<Body>> {
  const { data, error, response } = await asked;
  if (response.ok) return data as NonNullable<Body>;
  const problem = problemOf(response.status, error);
  if (problem.status === 401) onSignedOut();
  throw problem;
}
