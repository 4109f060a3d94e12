import { wordsOf } from '../../shared/i18n';
import type { words } from './words.zh';

export const useWords = wordsOf<typeof words>('traits');
