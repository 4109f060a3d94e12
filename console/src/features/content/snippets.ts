/** What "insert a word" writes into a text, and where. Pure. */
import type { Schemas } from '../../shared/api/client';

export type Variable = Schemas['VariableOut'];

export interface Snippet {
  text: string;
  /** The part that the author types over, as places in the text. */
  pick?: readonly [number, number];
}

/** The Liquid of a word, dressed as its kind is usually written. */
export function snippetOf(
  { path, kind }: Pick<Variable, 'path' | 'kind'>,
  say: { you: string; comma: string; attribute: string },
): Snippet {
  if (path.endsWith('.*')) {
    const begin = `{{ ${path.slice(0, -2)}["`;
    const text = `${begin}${say.attribute}"] }}`;
    return { text, pick: [begin.length, begin.length + say.attribute.length] };
  }
  if (path === 'customer.name') return { text: `{{ ${path} | default: "${say.you}" }}` };
  const filters: Record<string, string> = {
    money: ' | money',
    date: ' | date',
    list: ` | join: "${say.comma}"`,
  };
  return { text: `{{ ${path}${filters[kind] ?? ''} }}` };
}

/** A text with a snippet in place of what was selected, and what is selected then. */
export function insertedAt(
  text: string,
  [start, end]: readonly [number, number],
  { text: more, pick }: Snippet,
): { text: string; selection: readonly [number, number] } {
  const [from, to] = pick ?? [more.length, more.length];
  return {
    text: text.slice(0, start) + more + text.slice(end),
    selection: [start + from, start + to],
  };
}

/** Words by what they are about: the first part of their path. */
export function grouped(
  variables: readonly Variable[],
): readonly (readonly [string, readonly Variable[]])[] {
  const groups = new Map<string, Variable[]>();
  for (const one of variables) {
    const [head = ''] = one.path.split('.');
    const name = one.path.includes('.') ? head : 'mail';
    groups.set(name, [...(groups.get(name) ?? []), one]);
  }
  return [...groups];
}
