import type { Linter } from 'eslint';

export const arrows: Linter.Config;
