/**
 * Gives every <style> element that a library makes the nonce of this page. antd passes the nonce to its
 * own tags, but its scroll-bar measure and its scroll lock forget it, and a strict policy would refuse them.
 * Imported first by main.tsx, before any library runs.
 */
export const nonce =
  document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.getAttribute('content') ?? '';

// eslint-disable-next-line @typescript-eslint/unbound-method -- called with its document below
const original = document.createElement;

function createElement(
  this: Document,
  name: string,
  options?: ElementCreationOptions,
): HTMLElement {
  const element = original.call(this, name, options);
  if (nonce && name.toLowerCase() === 'style') element.nonce = nonce;
  return element;
}

document.createElement = createElement;
