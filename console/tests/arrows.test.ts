/** The lint rule that keeps the house must itself be held: a bad import fails, a good one passes. */
import { ESLint } from 'eslint';
import { resolve } from 'node:path';
import typescript from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import { arrows } from '../eslint.arrows.js';

const house = resolve(import.meta.dirname, 'lint/fixtures');
const eslint = new ESLint({
  cwd: house,
  overrideConfigFile: true,
  overrideConfig: [
    { files: ['**/*.ts'], languageOptions: { parser: typescript.parser } },
    { ...arrows, settings: { ...arrows.settings, 'boundaries/root-path': house } },
  ],
});

async function errors(file: string, imported: string): Promise<number> {
  const [result] = await eslint.lintText(
    `import { x } from '${imported}';\nexport const y = x;\n`,
    {
      filePath: resolve(house, file),
    },
  );
  return result?.errorCount ?? -1;
}

describe('imports that must fail', () => {
  it.each([
    ['src/features/one/page.ts', '../two/two'],
    ['src/features/one/deep/page.ts', '../../two/two'],
    ['src/features/one/page.ts', '../../app/app'],
    ['src/features/one/page.ts', '../../api/api'],
    ['src/shared/part.ts', '../features/one/one'],
    ['src/shared/part.ts', '../app/app'],
    ['src/api/part.ts', '../shared/shared'],
  ])('%s may not import %s', async (file, imported) => {
    expect(await errors(file, imported)).toBe(1);
  });
});

describe('imports that must pass', () => {
  it.each([
    ['src/features/one/deep/page.ts', '../one'],
    ['src/features/one/page.ts', '../../shared/shared'],
    ['src/shared/part.ts', '../api/api'],
    ['src/app/part.ts', '../features/one/one'],
    ['src/app/part.ts', '../shared/shared'],
  ])('%s may import %s', async (file, imported) => {
    expect(await errors(file, imported)).toBe(0);
  });
});
