import hooks from 'eslint-plugin-react-hooks';
import { defineConfig } from 'eslint/config';
import typescript from 'typescript-eslint';
import { arrows } from './eslint.arrows.js';

// Words come from words files: a literal on the screen would be read in one language only.
const SPOKEN = /[A-Za-z]{2,}|[\u3400-\u9fff]/.source;
const spoken = [
  {
    selector: `JSXText[value=/${SPOKEN}/]`,
    message: 'Words belong into words.zh.ts and words.en.ts.',
  },
  {
    selector: `JSXAttribute[name.name=/^(title|label|placeholder|alt|aria-label|lead|text|caption)$/] > Literal[value=/${SPOKEN}/]`,
    message: 'Words belong into words.zh.ts and words.en.ts.',
  },
];

// The rules of React's compiler read every component as it does: as long as all the others together.
// `npm run lint:whole` asks them too, and `make test-long` does.
const { rules, ...react } = hooks.configs.flat.recommended;
const classical = ['react-hooks/rules-of-hooks', 'react-hooks/exhaustive-deps'];
const asked = Object.entries(rules).filter(
  ([name]) => process.env.HUIKE_LINT === 'whole' || classical.includes(name),
);

export default defineConfig(
  { ignores: ['node_modules', 'dist', 'coverage', 'src/api', 'tests/lint/fixtures'] },
  typescript.configs.recommendedTypeChecked,
  { ...react, rules: Object.fromEntries(asked) },
  arrows,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['eslint.*.js'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      'max-lines': ['error', 400],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'no-restricted-imports': ['error', { patterns: ['antd/lib/*'], paths: ['moment', 'lodash'] }],
      'no-restricted-syntax': ['error', ...spoken],
      '@typescript-eslint/consistent-type-imports': 'error',
      // React answers a rejected promise of an event handler itself: acts show their own refusals.
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { attributes: false } },
      ],
    },
  },
  {
    files: ['**/*.test.{ts,tsx}', 'tests/**/*.ts'],
    rules: { 'max-lines-per-function': 'off', 'no-restricted-syntax': 'off' },
  },
  { files: ['eslint.*.js'], extends: [typescript.configs.disableTypeChecked] },
);
