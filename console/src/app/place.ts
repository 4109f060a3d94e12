/** Where in the address the workspace stands: /w/SLUG/…; so each tab has its own, and links carry it. */

const PLACE = /^\/w\/([^/]+)(\/.*)?$/;

export interface Place {
  slug: string | null;
  /** The rest of the address, beginning with "/". */
  path: string;
}

export function placeOf(pathname: string): Place {
  const found = PLACE.exec(pathname);
  return found
    ? { slug: decodeURIComponent(found[1] ?? ''), path: found[2] ?? '/' }
    : { slug: null, path: pathname };
}

export const homeOf = (slug: string): string => `/w/${encodeURIComponent(slug)}`;

/** Where to go after signing in: an address of this console, never of another host. */
export function safeNext(asked: string | null): string {
  if (!asked?.startsWith('/') || asked.startsWith('/login')) return '/';
  const url = new URL(asked, window.location.origin);
  return url.origin === window.location.origin ? url.pathname + url.search : '/';
}
