/** What a mail's headers say, for people. Pure. */
import type { Schemas } from '../../shared/api/client';

type Header = Schemas['HeaderOut'];

/** Those that decide whether a mail is taken come first; the rest as they stand. */
const FIRST = ['list-unsubscribe', 'list-unsubscribe-post', 'dkim-signature'];

const rank = ({ name }: Header): number => {
  const at = FIRST.indexOf(name.toLowerCase());
  return at < 0 ? FIRST.length : at;
};

export const headersToShow = (headers: readonly Header[]): readonly Header[] =>
  [...headers].sort((one, other) => rank(one) - rank(other));

export const headerOf = (headers: readonly Header[], wanted: string): string | undefined =>
  headers.find(({ name }) => name.toLowerCase() === wanted.toLowerCase())?.value;

/** The domain that signed, from `d=` of a DKIM-Signature. */
export const signerOf = (headers: readonly Header[]): string | undefined =>
  /(?:^|;)\s*d=\s*([^;\s]+)/.exec(headerOf(headers, 'DKIM-Signature') ?? '')?.[1];
