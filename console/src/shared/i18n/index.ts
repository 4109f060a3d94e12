/** Words: one namespace per folder, loaded when first used, typed by the Chinese file. */
import i18next, { type i18n as I18n } from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import type { Language } from '../preferences';

export type Words = Record<string, string>;

/** The English twin of a Chinese words file: the same keys, and `key_one` where one thing is named differently. */
export type Twin<Zh extends Words> = Record<keyof Zh, string> &
  Partial<Record<`${keyof Zh & string}_one`, string>>;

export type Params = Record<string, string | number>;
export type Say<Key extends string> = (key: Key, params?: Params) => string;
export type LoadWords = (namespace: string, language: Language) => Promise<Words>;

let everyNamespace: readonly string[] = [];
const wanted = new Set<string>();

/** Start the words in a language. `load` and the names come from the app, which alone knows all folders. */
export async function startWords(
  language: Language,
  load: LoadWords,
  namespaces: readonly string[] = ['shared'],
): Promise<void> {
  everyNamespace = namespaces;
  await i18next
    .use({
      type: 'backend',
      init: () => undefined,
      read: (lng: string, namespace: string, done: (error: unknown, words?: Words) => void) => {
        load(namespace, lng as Language).then(
          (words) => done(null, words),
          (error: unknown) => done(error),
        );
      },
    })
    .use(initReactI18next)
    .init({
      lng: language,
      supportedLngs: ['zh-CN', 'en-US'],
      load: 'currentOnly',
      fallbackLng: false,
      ns: ['shared'],
      defaultNS: 'shared',
      keySeparator: false,
      nsSeparator: false,
      interpolation: { escapeValue: false }, // React escapes
      returnEmptyString: false,
      showSupportNotice: false,
    } as Parameters<I18n['init']>[0]);
}

/** Switch the language of every word on the screen. */
export async function switchWords(language: Language): Promise<void> {
  await i18next.changeLanguage(language);
}

/**
 * Loads the words of all code that has been read, so that it can be shown at once: words that are
 * first asked for while rendering leave a hole, and React fills no two holes within 300 ms.
 */
export async function loadWantedWords(): Promise<void> {
  await i18next.loadNamespaces([...wanted]);
}

/** The typed `useWords` of a folder: `export const useWords = wordsOf<typeof words>('settings')`. */
export function wordsOf<Zh extends Words>(namespace: string): () => Say<keyof Zh & string> {
  wanted.add(namespace);
  return function useWords() {
    const { t } = useTranslation(namespace);
    return t;
  };
}

/**
 * A word whose key comes from the server (an error code, a job's name, an audit action): looked up in
 * every namespace loaded so far, or undefined. So a feature keeps such words in its own file.
 */
export function serverWord(key: string, params: Params = {}): string | undefined {
  const namespaces = Object.keys(i18next.store?.data[i18next.language] ?? {});
  const found = namespaces.find((ns) => i18next.exists(key, { ns }));
  return found === undefined ? undefined : i18next.t(key, { ns: found, ...params });
}

/** Who acted, where it was no person but a part of the program: its label, in words. */
export function who(label: string): string {
  return serverWord(`actor.${label || 'none'}`) ?? label;
}

/** Loads the words of every folder, for pages that show codes of all features: the audit, the jobs. */
export function useEveryWord(): void {
  useTranslation(everyNamespace);
}

/** All words under a beginning, as options of a filter: `serverWords('action.')` → [code, words]. */
export function serverWords(beginning: string): readonly (readonly [string, string])[] {
  const loaded = Object.values(i18next.store?.data[i18next.language] ?? {}) as Words[];
  return loaded
    .flatMap((words) => Object.entries(words))
    .filter(([key]) => key.startsWith(beginning))
    .map(([key, word]) => [key.slice(beginning.length), word]);
}
