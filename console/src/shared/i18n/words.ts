import { wordsOf } from './index';
import type { words } from './words.zh';

export const useSharedWords = wordsOf<typeof words>('shared');
