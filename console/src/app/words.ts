/** Where every folder's words are: the one place that knows all features' words files. */
import { wordsOf, type LoadWords, type Words } from '../shared/i18n';
import type { words } from './words.zh';

type File = { words: Words };

const files: Record<string, () => Promise<File>> = {
  ...import.meta.glob<File>('./words.{zh,en}.ts'),
  ...import.meta.glob<File>('./login/words.{zh,en}.ts'),
  ...import.meta.glob<File>('../shared/{i18n,refusals}/words.{zh,en}.ts'),
  ...import.meta.glob<File>(['../features/*/words.{zh,en}.ts', '../features/*/*/words.{zh,en}.ts']),
};

const FOLDERS: Record<string, string> = {
  shared: '../shared/i18n',
  refusals: '../shared/refusals',
  app: '.',
  login: './login',
};

export const loadWords: LoadWords = async (namespace, language) => {
  const folder = FOLDERS[namespace] ?? `../features/${namespace}`;
  const load = files[`${folder}/words.${language === 'zh-CN' ? 'zh' : 'en'}.ts`];
  if (!load) throw new Error(`No words file for ${namespace} in ${language}`);
  return (await load()).words;
};

/** Every folder that has words. */
export const namespaces: readonly string[] = [
  ...Object.keys(FOLDERS),
  ...Object.keys(files).flatMap((path) => /features\/(.+)\/words\.zh\.ts$/.exec(path)?.[1] ?? []),
];

export const useAppWords = wordsOf<typeof words>('app');
