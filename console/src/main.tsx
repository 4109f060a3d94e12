import './shared/nonce';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { loadWords, namespaces } from './app/words';
import { Frame, startFrame } from './shared/frame';
import { loadWantedWords } from './shared/i18n';

// Two chunks: who signs in waits for neither router nor shell. Each import stands in a function of its own,
// since the bundler joins the two arms of a condition and then fetches the wrong one's style sheets.
const login = () => import('./app/login');
const signedIn = () => import('./app/console');

async function start(): Promise<void> {
  const isLogin = /^\/login(\/|$)/.test(window.location.pathname);
  const screen = isLogin ? login() : signedIn();
  const [first, { Screen }] = await Promise.all([startFrame(loadWords, namespaces), screen]);
  await loadWantedWords();
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
