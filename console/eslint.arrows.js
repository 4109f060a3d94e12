/**
 * The arrows of the console: api < shared < features < app, and no feature imports another.
 * Kept apart so that tests/arrows.test.ts can hold the same rule against imports that must fail.
 */
import boundaries from 'eslint-plugin-boundaries';

const to = (type, captured) => ({ to: { element: { type, ...(captured ? { captured } : {}) } } });
const from = (type) => ({ element: { type } });

export const arrows = {
  files: ['src/**/*.{ts,tsx}'],
  plugins: { boundaries },
  settings: {
    // An element is a folder: with file patterns the plugin reports nothing.
    'boundaries/elements': [
      { type: 'app', pattern: 'src/app' },
      { type: 'feature', pattern: 'src/features/*', capture: ['name'] },
      { type: 'shared', pattern: 'src/shared' },
      { type: 'api', pattern: 'src/api' },
    ],
    'import/resolver': { node: { extensions: ['.ts', '.tsx', '.d.ts'] } },
  },
  rules: {
    'boundaries/dependencies': [
      'error',
      {
        default: 'disallow',
        policies: [
          { from: from('app'), allow: [to('app'), to('feature'), to('shared')] },
          {
            from: from('feature'),
            allow: [to('shared'), to('feature', { name: '{{from.element.captured.name}}' })],
          },
          { from: from('shared'), allow: [to('shared'), to('api')] },
        ],
      },
    ],
  },
};
