/** Routes from the registry: every page a lazy chunk, guarded by its permission. */
import type { ComponentType } from 'react';
import { createBrowserRouter, Navigate, type RouteObject } from 'react-router';
import type { PageRoute } from '../shared/feature';
import { loadWantedWords } from '../shared/i18n';
import { useCan } from '../shared/session';
import { Bones } from '../shared/ui/State';
import { menuOf } from './menu';
import { Forbidden, NotFound, PageTrouble } from './pages';
import { FEATURES } from './registry';
import { Shell } from './Shell';

export function routerOf(basename: string) {
  return createBrowserRouter(
    [
      {
        path: '/',
        element: <Shell />,
        errorElement: <PageTrouble />,
        HydrateFallback: Bones,
        children: [
          { index: true, element: <Home /> },
          {
            errorElement: <PageTrouble />,
            children: FEATURES.flatMap(({ pages }) => pages.map(routeOf)),
          },
          { path: '*', element: <NotFound /> },
        ],
      },
    ],
    { basename },
  );
}

function routeOf(page: PageRoute): RouteObject {
  return {
    path: page.path,
    lazy: async () => {
      const { Component } = await page.lazy();
      await loadWantedWords();
      return { Component: guarded(Component, page.needs) };
    },
    children: page.children?.map(routeOf),
  };
}

function guarded(Component: ComponentType, permission: string | undefined): ComponentType {
  if (!permission) return Component;
  return function Guarded() {
    return useCan()(permission) ? <Component /> : <Forbidden permission={permission} />;
  };
}

/** The start page is the first entry of this person's menu. */
function Home() {
  const can = useCan();
  const first = menuOf(FEATURES, can)[0]?.entries[0];
  return first ? <Navigate to={`/${first.path}`} replace /> : <NotFound />;
}
