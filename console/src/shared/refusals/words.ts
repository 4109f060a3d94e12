import { wordsOf } from '../i18n';
import type { words } from './words.zh';

export const useRefusals = wordsOf<typeof words>('refusals');
