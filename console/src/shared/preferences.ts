/** What a person chose for this browser: language and theme. Kept in localStorage, shared by all tabs. */
import { useSyncExternalStore } from 'react';

export type Language = 'zh-CN' | 'en-US';
export type Theme = 'light' | 'dark' | 'system';

const KEYS = { language: 'huike.language', theme: 'huike.theme' } as const;
const listeners = new Set<() => void>();
const systemDark = window.matchMedia('(prefers-color-scheme: dark)');

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('storage', listener);
  systemDark.addEventListener('change', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', listener);
    systemDark.removeEventListener('change', listener);
  };
}

function write(key: string, value: string): void {
  localStorage.setItem(key, value);
  listeners.forEach((tell) => tell());
}

/** The language in force: chosen here, else the browser's. */
export function language(): Language {
  const chosen = localStorage.getItem(KEYS.language);
  if (chosen === 'zh-CN' || chosen === 'en-US') return chosen;
  return navigator.language.toLowerCase().startsWith('en') ? 'en-US' : 'zh-CN';
}

export function hasChosenLanguage(): boolean {
  return localStorage.getItem(KEYS.language) !== null;
}

export function setLanguage(value: Language): void {
  write(KEYS.language, value);
}

/** The theme as chosen; `system` until somebody chooses. */
export function themeChoice(): Theme {
  const chosen = localStorage.getItem(KEYS.theme);
  return chosen === 'light' || chosen === 'dark' ? chosen : 'system';
}

export function setTheme(value: Theme): void {
  write(KEYS.theme, value);
}

export const useLanguage = (): Language => useSyncExternalStore(subscribe, language);
export const useThemeChoice = (): Theme => useSyncExternalStore(subscribe, themeChoice);

/** Light or dark as it is drawn now. */
export function useMode(): 'light' | 'dark' {
  return useSyncExternalStore(subscribe, () => {
    const choice = themeChoice();
    return choice === 'system' ? (systemDark.matches ? 'dark' : 'light') : choice;
  });
}
