/** The ground of every screen: theme, language, antd's own words. Both login and console stand in it. */
import { ConfigProvider } from 'antd';
import type { Locale } from 'antd/es/locale';
import english from 'antd/es/locale/en_US'; // antd carries it anyway
import { useEffect, useLayoutEffect, useMemo, useState, type ReactNode } from 'react';
import { nonce } from './nonce';
import { startWords, switchWords, type LoadWords } from './i18n';
import { language as languageNow, useLanguage, useMode, type Language } from './preferences';
import { antdTheme, FONT_STACK } from './theme/antd';
import { PALETTES, type Mode } from './theme/palette';
import './theme/base.css';

interface Spoken {
  language: Language;
  locale: Locale;
}

async function localeOf(language: Language): Promise<Locale> {
  return language === 'zh-CN' ? (await import('antd/es/locale/zh_CN')).default : english;
}

/** Loads the words of the language in force; the answer goes to Frame. */
export async function startFrame(load: LoadWords, namespaces: readonly string[]): Promise<Spoken> {
  const language = languageNow();
  const [locale] = await Promise.all([localeOf(language), startWords(language, load, namespaces)]);
  return { language, locale };
}

export function Frame({ first, children }: { first: Spoken; children: ReactNode }) {
  const mode = useMode();
  const spoken = useSpoken(first);
  const theme = useMemo(() => antdTheme(mode), [mode]);
  useLayoutEffect(() => paintRoot(mode), [mode]);
  useLayoutEffect(() => {
    document.documentElement.lang = spoken.language;
  }, [spoken]);
  return (
    <ConfigProvider
      theme={theme}
      locale={spoken.locale}
      csp={{ nonce }}
      button={{ autoInsertSpace: false }}
    >
      {children}
    </ConfigProvider>
  );
}

function useSpoken(first: Spoken): Spoken {
  const wanted = useLanguage();
  const [spoken, setSpoken] = useState(first);
  useEffect(() => {
    if (wanted === spoken.language) return;
    let isWanted = true;
    void Promise.all([localeOf(wanted), switchWords(wanted)]).then(([locale]) => {
      if (isWanted) setSpoken({ language: wanted, locale });
    });
    return () => {
      isWanted = false;
    };
  }, [wanted, spoken.language]);
  return spoken;
}

/** The palette as CSS variables, so that style sheets and antd agree. */
function paintRoot(mode: Mode): void {
  const root = document.documentElement;
  const { tones, series, ...plain } = PALETTES[mode];
  root.dataset['theme'] = mode;
  root.style.setProperty('--font', FONT_STACK);
  for (const [name, value] of Object.entries(plain)) root.style.setProperty(cssName(name), value);
  for (const [tone, pair] of Object.entries(tones)) {
    root.style.setProperty(`--${tone}-ground`, pair.ground);
    root.style.setProperty(`--${tone}-ink`, pair.ink);
  }
  series.forEach((colour, at) => root.style.setProperty(`--series-${at + 1}`, colour));
}

const cssName = (name: string): string =>
  `--${name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`;
