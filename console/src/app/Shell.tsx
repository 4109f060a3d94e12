/** The console's frame: menu in the order of the flow at the left, top bar, notices, and the page. */
import { MenuOutlined } from '@ant-design/icons';
import { Button, Drawer, Grid, Layout } from 'antd';
import { Suspense, useEffect, useRef, useState } from 'react';
import { Outlet, ScrollRestoration, useLocation } from 'react-router';
import { useCan } from '../shared/session';
import { Bones } from '../shared/ui/State';
import { Brand } from './Brand';
import { entryAt, menuOf } from './menu';
import { Navigation } from './Navigation';
import { Notices } from './Notices';
import { FEATURES } from './registry';
import { LanguageMenu, ThemeMenu, UserMenu, WorkspaceMenu } from './TopMenus';
import { useAppWords } from './words';
import css from './Shell.module.css';

const SIDE = 208;

export function Shell() {
  const t = useAppWords();
  const sections = menuOf(FEATURES, useCan());
  const { pathname } = useLocation();
  const here = entryAt(sections, pathname);
  const main = useFocusOnArrival(here?.path ?? pathname);
  const isWide = Grid.useBreakpoint().md ?? true;
  const [isOpen, setOpen] = useState(false);
  const navigation = <Navigation sections={sections} here={here} onGo={() => setOpen(false)} />;
  return (
    <Layout hasSider={isWide} className={css.layout}>
      <a href="#main" className={css.skip}>
        {t('top.skip')}
      </a>
      {isWide ? (
        <Layout.Sider width={SIDE} theme="light" className={css.side}>
          <Brand />
          {navigation}
        </Layout.Sider>
      ) : (
        <Drawer
          placement="left"
          size={SIDE + 32}
          open={isOpen}
          onClose={() => setOpen(false)}
          title={<Brand />}
        >
          {navigation}
        </Drawer>
      )}
      <div className={css.right}>
        <header className={css.top}>
          {!isWide && (
            <Button
              type="text"
              icon={<MenuOutlined />}
              aria-label={t('top.menu')}
              onClick={() => setOpen(true)}
            />
          )}
          <WorkspaceMenu />
          <span className={css.space} />
          <LanguageMenu />
          <ThemeMenu />
          <UserMenu />
        </header>
        <Notices />
        <main id="main" ref={main} tabIndex={-1} className={css.main}>
          <Suspense fallback={<Bones />}>
            <Outlet />
          </Suspense>
        </main>
      </div>
      <ScrollRestoration getKey={({ pathname: path }) => path} />
    </Layout>
  );
}

/** Arriving at another page moves the focus there, so that a screen reader begins with it. */
function useFocusOnArrival(page: string) {
  const main = useRef<HTMLElement>(null);
  const before = useRef(page);
  useEffect(() => {
    if (before.current === page) return;
    before.current = page;
    main.current?.focus({ preventScroll: true });
  }, [page]);
  return main;
}
