import './nonce';
import { StrictMode, type ComponentType } from 'react';
import { createRoot } from 'react-dom/client';
import { loadWords } from './app/words';
import { Frame, startFrame } from './shared/frame';

/** Login and console are two chunks: who signs in waits for neither router nor shell. */
async function start(): Promise<void> {
  const isLogin = /^\/login(\/|$)/.test(window.location.pathname);
  const [first, { Screen }] = await Promise.all([
    startFrame(loadWords),
    (isLogin ? import('./app/login') : import('./app/console')) as Promise<{ Screen: ComponentType }>,
  ]);
  createRoot(document.getElementById('root')!).render(
    <StrictMode>
      <Frame first={first}>
        <Screen />
      </Frame>
    </StrictMode>,
  );
}

// After an upgrade a page opened before asks for chunks that are gone: loading it anew is the cure.
window.addEventListener('vite:preloadError', () => {
  const key = 'huike.reloaded';
  if (Date.now() - Number(sessionStorage.getItem(key) ?? 0) < 10_000) return;
  sessionStorage.setItem(key, String(Date.now()));
  window.location.reload();
});

void start();
