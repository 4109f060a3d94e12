import { join } from 'node:path';
import { defineConfig } from 'vite';
import { licences } from './licences';

// One classic script that any page may load: no modules, no further files, older browsers too.
export default defineConfig({
  plugins: [licences()],
  define: { 'process.env.NODE_ENV': '"production"' },
  build: {
    target: 'es2018',
    copyPublicDir: false,
    emptyOutDir: false,
    lib: {
      entry: join(import.meta.dirname, 'analytics.ts'),
      formats: ['iife'],
      name: 'huikeAnalytics',
      fileName: () => 'analytics.js',
    },
  },
});
