/** The signed-in console: asks who this is, settles the workspace, then routes. */
import { QueryClientProvider } from '@tanstack/react-query';
import { App } from 'antd';
import { Suspense, useEffect, useState } from 'react';
import { RouterProvider } from 'react-router';
import { api, setWorkspaceId, take, whenSignedOut, type Schemas } from '../shared/api/client';
import { queryClient, useQuery } from '../shared/api/queries';
import { hasChosenLanguage, setLanguage } from '../shared/preferences';
import { SessionContext, type Session } from '../shared/session';
import { useRefusals } from '../shared/refusals/words';
import { Bones, EmptyState, Trouble } from '../shared/ui/State';
import { homeOf, placeOf } from './place';
import { routerOf } from './router';
import { useAppWords } from './words';

export function Screen() {
  return (
    <QueryClientProvider client={queryClient}>
      <App component={false} message={{ maxCount: 3 }}>
        <Suspense fallback={<Bones />}>
          <SignedIn />
        </Suspense>
      </App>
    </QueryClientProvider>
  );
}

function goToLogin(): void {
  const { pathname, search } = window.location;
  const next = pathname === '/' ? '' : `?next=${encodeURIComponent(pathname + search)}`;
  window.location.assign(`/login${next}`);
}
whenSignedOut(goToLogin);

async function askSession(): Promise<Schemas['SessionOut']> {
  const session = await take(api.GET('/api/v1/session'));
  const { slug } = placeOf(window.location.pathname);
  const wanted = session.workspaces.find((one) => one.slug === slug) ?? session.workspaces[0];
  if (!wanted) return session;
  setWorkspaceId(wanted.id);
  // The first answer spoke of the first workspace; rights differ from one to the next.
  return wanted.id === session.workspace_id ? session : take(api.GET('/api/v1/session'));
}

const SESSION = { queryKey: ['session'], queryFn: askSession, staleTime: 60_000 };
// Asked while the rest of the code is still being read.
void queryClient.prefetchQuery(SESSION);

function SignedIn() {
  const t = useAppWords();
  const session = useQuery(SESSION);
  if (session.error && !session.data) {
    return <Trouble error={session.error} onRetry={() => void session.refetch()} />;
  }
  if (!session.data) return <Bones />;
  const workspace = session.data.workspaces.find(({ id }) => id === session.data.workspace_id);
  if (!workspace) return <EmptyState title={t('nowhere.title')} text={t('nowhere.text')} />;
  return <Routed session={{ ...session.data, workspace }} />;
}

function Routed({ session }: { session: Session }) {
  useRefusals(); // loaded before any page can be refused something
  const [router] = useState(() => {
    const { slug, path } = placeOf(window.location.pathname);
    const home = homeOf(session.workspace.slug);
    if (slug !== session.workspace.slug) {
      const rest = slug === null ? path : '/';
      window.history.replaceState(null, '', home + rest + window.location.search);
    }
    return routerOf(home);
  });
  useEffect(() => {
    // What the person once chose elsewhere speaks first in a new browser.
    const { language = '' } = session.staff ?? {};
    if (!hasChosenLanguage() && (language === 'zh-CN' || language === 'en-US'))
      setLanguage(language);
  }, [session.staff]);
  return (
    <SessionContext.Provider value={session}>
      <RouterProvider router={router} />
    </SessionContext.Provider>
  );
}
