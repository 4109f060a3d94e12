// @vitest-environment jsdom
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startWords } from '../i18n';
import { words } from '../i18n/words.zh';
import { words as refusals } from '../refusals/words.zh';
import { outcomeOf } from './allauth';
import { api, setWorkspaceId, take, whenSignedOut } from './client';
import { Problem, problemText } from './problem';

const server = setupServer();
beforeAll(async () => {
  server.listen({ onUnhandledRequest: 'error' });
  await startWords('zh-CN', () => Promise.resolve({ ...words, ...refusals }));
});
beforeEach(() => {
  document.cookie = 'csrftoken=abc123';
});
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const t = (key: keyof typeof words, params: Record<string, string | number> = {}) =>
  words[key].replace(/\{\{(\w+)\}\}/g, (_all, name: string) => String(params[name]));

describe('a request', () => {
  it('names the workspace, and carries the CSRF token only when it writes', async () => {
    const seen: (string | null)[][] = [];
    const note = ({ request }: { request: Request }) => {
      seen.push([
        request.method,
        request.headers.get('X-Workspace'),
        request.headers.get('X-CSRFToken'),
      ]);
      return HttpResponse.json({});
    };
    server.use(http.get('*/api/v1/workspace', note), http.patch('*/api/v1/workspace', note));
    setWorkspaceId(7);
    await take(api.GET('/api/v1/workspace'));
    await take(api.PATCH('/api/v1/workspace', { body: { name: 'x' } }));
    expect(seen).toEqual([
      ['GET', '7', null],
      ['PATCH', '7', 'abc123'],
    ]);
  });
});

describe('a refusal', () => {
  const refuse = (status: number, body: object | null) =>
    server.use(
      http.get('*/api/v1/workspace', () =>
        HttpResponse.json(body, {
          status,
          headers: { 'Content-Type': 'application/problem+json' },
        }),
      ),
    );
  const caught = () =>
    take(api.GET('/api/v1/workspace')).catch((error: unknown) => error as Problem);

  it('is told in our words for its code', async () => {
    refuse(403, {
      code: 'permission_missing',
      detail: 'This needs…',
      params: { permission: 'staff.write' },
    });
    const problem = await caught();
    expect(problem).toBeInstanceOf(Problem);
    expect(problemText(problem, t)).toBe('此操作需要权限“staff.write”，请联系管理员。');
  });

  it('falls back to the detail and the mend of the server', async () => {
    refuse(422, {
      code: 'quite_new',
      detail: 'Row 3 is odd.',
      mend: 'Mend row 3.',
      where: 'rows.3',
    });
    const problem = (await caught()) as Problem;
    expect(problemText(problem, t)).toBe('Row 3 is odd. Mend row 3.');
    expect(problem.where).toBe('rows.3');
    expect(problem.mayRetry).toBe(false);
  });

  it('without a body is told by its status', async () => {
    refuse(502, null);
    const problem = (await caught()) as Problem;
    expect(problemText(problem, t)).toBe('出现意外错误（502）。');
    expect(problem.mayRetry).toBe(true);
  });

  it('for want of a session leads to the login page', async () => {
    const signedOut = vi.fn();
    whenSignedOut(signedOut);
    refuse(401, { code: 'unauthenticated', detail: 'Sign in' });
    await caught();
    expect(signedOut).toHaveBeenCalledOnce();
  });

  it('of the network says so', async () => {
    server.use(http.get('*/api/v1/workspace', () => HttpResponse.error()));
    expect(problemText(await caught(), t)).toBe(words['problem.network']);
  });
});

describe('what allauth answers', () => {
  it.each([
    [{ status: 200 }, { kind: 'in' }],
    [{ status: 409 }, { kind: 'in' }],
    [
      {
        status: 401,
        data: { flows: [{ id: 'login' }, { id: 'mfa_authenticate', is_pending: true }] },
      },
      { kind: 'code' },
    ],
    [
      { status: 401, data: { flows: [{ id: 'login' }] } },
      { kind: 'refused', code: 'status_401', message: '' },
    ],
    [
      { status: 400, errors: [{ code: 'email_password_mismatch', message: 'No' }] },
      { kind: 'refused', code: 'email_password_mismatch', message: 'No' },
    ],
  ])('%j means %j', (answer, outcome) => {
    expect(outcomeOf(answer)).toEqual(outcome);
  });
});
