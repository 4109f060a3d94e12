/** The top bar's menus: workspace, language, theme, account. */
import { BulbOutlined, DownOutlined, GlobalOutlined, UserOutlined } from '@ant-design/icons';
import { Button, Dropdown, type MenuProps } from 'antd';
import type { ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { signOut } from '../shared/api/allauth';
import { api } from '../shared/api/client';
import { serverWord } from '../shared/i18n';
import {
  setLanguage,
  setTheme,
  useLanguage,
  useThemeChoice,
  type Language,
  type Theme,
} from '../shared/preferences';
import { useSession } from '../shared/session';
import { homeOf } from './place';
import { useAppWords } from './words';
import css from './Shell.module.css';

export function WorkspaceMenu() {
  const t = useAppWords();
  const { workspaces, workspace } = useSession();
  if (workspaces.length < 2) return <strong className={css.name}>{workspace.name}</strong>;
  return (
    <Picker
      label={t('top.workspace', { name: workspace.name })}
      chosen={workspace.slug}
      items={workspaces.map(({ slug, name }) => ({ key: slug, label: name }))}
      // A full load: nothing of one workspace may linger in the other's screens.
      onPick={(slug) => window.location.assign(`${homeOf(slug)}/`)}
    >
      <strong className={css.name}>{workspace.name}</strong> <DownOutlined aria-hidden />
    </Picker>
  );
}

// Each language in its own words, so that everybody finds theirs.
const LANGUAGES: readonly { key: Language; label: string; short: string }[] = [
  { key: 'zh-CN', label: '简体中文', short: '中文' },
  { key: 'en-US', label: 'English', short: 'EN' },
];

export function LanguageMenu() {
  const t = useAppWords();
  const language = useLanguage();
  const { staff } = useSession();
  const short = LANGUAGES.find(({ key }) => key === language)?.short;
  const pick = (chosen: Language) => {
    setLanguage(chosen);
    // Kept with the person too, for mails and for their next browser; the screen does not wait.
    if (staff) void api.PATCH('/api/v1/session', { body: { language: chosen } });
  };
  return (
    <Picker
      label={`${t('top.language')}: ${short}`}
      chosen={language}
      items={LANGUAGES.map(({ key, label }) => ({ key, label }))}
      onPick={(key) => pick(key as Language)}
    >
      <GlobalOutlined aria-hidden /> {short}
    </Picker>
  );
}

export function ThemeMenu() {
  const t = useAppWords();
  const items = (['light', 'dark', 'system'] as const).map((key) => ({
    key,
    label: t(`theme.${key}`),
  }));
  return (
    <Picker
      label={t('top.theme')}
      chosen={useThemeChoice()}
      items={items}
      onPick={(key) => setTheme(key as Theme)}
    >
      <BulbOutlined aria-hidden />
    </Picker>
  );
}

export function UserMenu() {
  const t = useAppWords();
  const navigate = useNavigate();
  const { staff, role } = useSession();
  const name = staff?.name || staff?.email || '';
  return (
    <Picker
      label={t('top.user', { name })}
      items={[
        { key: 'who', label: `${name} · ${serverWord(`role.${role}`) ?? role}`, disabled: true },
        { key: 'account', label: t('nav.account') },
        { key: 'out', label: t('top.signout') },
      ]}
      onPick={(key) => void (key === 'out' ? signOut() : navigate('/account'))}
    >
      <UserOutlined aria-hidden /> <span className={css.name}>{name}</span>
    </Picker>
  );
}

interface PickerProps {
  label: string;
  chosen?: string;
  items: readonly { key: string; label: string; disabled?: boolean }[];
  onPick: (key: string) => void;
  children: ReactNode;
}

function Picker({ label, chosen, items, onPick, children }: PickerProps) {
  const menu: MenuProps = {
    items: items.map((item) => ({ ...item })),
    selectable: chosen !== undefined,
    selectedKeys: chosen === undefined ? [] : [chosen],
    onClick: ({ key }) => onPick(key),
  };
  return (
    <Dropdown trigger={['click']} menu={menu}>
      <Button type="text" aria-label={label} aria-haspopup="menu">
        {children}
      </Button>
    </Dropdown>
  );
}
