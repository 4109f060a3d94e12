/** The main menu: an area with one page is an entry, an area with several unfolds. */
import {
  AppstoreOutlined,
  BarChartOutlined,
  DatabaseOutlined,
  FileTextOutlined,
  FilterOutlined,
  SendOutlined,
  SettingOutlined,
  TeamOutlined,
} from '@ant-design/icons';
import { Menu, type MenuProps } from 'antd';
import { Suspense, type ReactNode } from 'react';
import { Link } from 'react-router';
import type { Area } from '../shared/feature';
import type { Entry, Section } from './menu';
import { useAppWords } from './words';

const ICONS: Record<Area, ReactNode> = {
  overview: <AppstoreOutlined aria-hidden />,
  data: <DatabaseOutlined aria-hidden />,
  customers: <TeamOutlined aria-hidden />,
  segments: <FilterOutlined aria-hidden />,
  broadcasts: <SendOutlined aria-hidden />,
  content: <FileTextOutlined aria-hidden />,
  reports: <BarChartOutlined aria-hidden />,
  settings: <SettingOutlined aria-hidden />,
};

type Item = NonNullable<MenuProps['items']>[number];

interface NavigationProps {
  sections: readonly Section[];
  here: Entry | undefined;
  onGo: () => void;
}

export function Navigation({ sections, here, onGo }: NavigationProps) {
  const t = useAppWords();
  const link = ({ path, words, mark: Mark }: Entry) => (
    <>
      <Link to={`/${path}`} aria-current={path === here?.path ? 'page' : undefined}>
        {t(words as Parameters<typeof t>[0])}
      </Link>
      {Mark && (
        <Suspense fallback={null}>
          <Mark />
        </Suspense>
      )}
    </>
  );
  const items = sections.map(({ area, entries }): Item => {
    const [only] = entries;
    if (only && entries.length === 1)
      return { key: only.path, icon: ICONS[area], label: link(only) };
    return {
      key: area,
      icon: ICONS[area],
      label: t(`nav.${area}`),
      children: entries.map((entry) => ({ key: entry.path, label: link(entry) })),
    };
  });
  const open = sections.find(({ entries }) => entries.some(({ path }) => path === here?.path));
  return (
    <nav aria-label={t('nav.label')}>
      <Menu
        mode="inline"
        items={items}
        selectedKeys={here ? [here.path] : []}
        defaultOpenKeys={open ? [open.area] : []}
        inlineIndent={16}
        onClick={onGo}
        style={{ borderInlineEnd: 0 }}
      />
    </nav>
  );
}
