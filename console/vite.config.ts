import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// The server replaces this word in index.html by a fresh nonce at every answer.
const NONCE = '__CSP_NONCE__';

const server = process.env['HUIKE_URL'] ?? 'http://127.0.0.1:8000';

export default defineConfig({
  plugins: [react()],
  html: { cspNonce: NONCE },
  build: {
    target: 'es2022',
    manifest: true,
    // The licence texts of what we ship stay in node_modules; maps would triple the wheel.
    sourcemap: false,
    chunkSizeWarningLimit: 700,
  },
  server: {
    port: 5173,
    proxy: Object.fromEntries(
      ['/api', '/_allauth', '/preview-frame', '/login/once'].map((path) => [
        path,
        { target: server },
      ]),
    ),
  },
  test: {
    testTimeout: 60_000, // a machine under load draws late; what never comes still fails
    environment: 'node', // a test that draws says so: @vitest-environment jsdom
    include: ['src/**/*.test.{ts,tsx}', 'tests/**/*.test.ts'],
    setupFiles: ['./tests/setup.ts'],
    restoreMocks: true,
    isolate: false, // a file leaves nothing behind; reading React once takes a third of the time
  },
});
