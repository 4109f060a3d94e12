/** A mail while it is written: its blocks with keys that stay through every change. Pure. */
import type { Schemas } from '../../shared/api/client';

export type Blocks = Schemas['Blocks'];
export type Mjml = Schemas['Mjml'];
export type MailDocument = Blocks | Mjml;
export type Block = Blocks['blocks'][number];
export type Simple = Schemas['Column']['blocks'][number];
export type Kind = Block['kind'];
export type Language = NonNullable<Blocks['language']>;

/** Columns without what stands in them: that is in the item's `sides`. */
interface Frame {
  kind: 'columns';
  left_share: number;
}

export interface Item {
  key: number;
  block: Simple | Frame;
  /** What stands in each column; empty for every other block. */
  sides: readonly (readonly Item[])[];
}

export type Items = readonly Item[];

export interface Draft {
  name: string;
  kind: 'blocks' | 'mjml';
  subject: string;
  preheader: string;
  language: Language;
  theme: Schemas['Theme'];
  items: Items;
  mjml: string;
}

export const KINDS: readonly Kind[] = [
  'heading',
  'text',
  'button',
  'image',
  'divider',
  'spacer',
  'columns',
];
export const SIMPLE_KINDS = KINDS.filter((kind) => kind !== 'columns');

let lastKey = 0;
const item = (block: Item['block'], sides: Item['sides'] = []): Item => ({
  key: ++lastKey,
  block,
  sides,
});

/** A new block of a kind, with nothing said in it. */
export function fresh(kind: Kind): Item {
  switch (kind) {
    case 'heading':
      return item({ kind, text: '', level: 1, align: 'left' });
    case 'text':
      return item({ kind, html: '', align: 'left' });
    case 'button':
      return item({ kind, text: '', url: '', align: 'center' });
    case 'image':
      return item({ kind, source: '', alt: '', align: 'center' });
    case 'divider':
      return item({ kind });
    case 'spacer':
      return item({ kind, height: 20 });
    case 'columns':
      return item({ kind, left_share: 50 }, [[], []]);
  }
}

export const itemsOf = (blocks: readonly Block[]): Items => blocks.map(itemOf);

function itemOf(block: Block): Item {
  if (block.kind !== 'columns') return item(block);
  const { kind, left_share = 50, columns } = block;
  return item(
    { kind, left_share },
    columns.map(({ blocks }) => itemsOf(blocks)),
  );
}

/** The block as the server stores it. */
export function blockOf({ block, sides }: Item): Block {
  if (block.kind !== 'columns') return block;
  return { ...block, columns: sides.map((side) => ({ blocks: side.map(blockOf) as Simple[] })) };
}

// ------------------------------------------------------------------ changes of a list of blocks

/** The list with one block moved up (-1) or down (1); the same list where it cannot go. */
export function moved(items: Items, at: number, by: -1 | 1): Items {
  const to = at + by;
  const one = items[at];
  if (!one || to < 0 || to >= items.length) return items;
  const rest = items.filter((_, place) => place !== at);
  return [...rest.slice(0, to), one, ...rest.slice(to)];
}

export const inserted = (items: Items, at: number, one: Item): Items => [
  ...items.slice(0, at),
  one,
  ...items.slice(at),
];

export const replaced = (items: Items, at: number, one: Item): Items =>
  items.map((before, place) => (place === at ? one : before));

export const without = (items: Items, at: number): Items =>
  items.filter((_, place) => place !== at);

/** An equal block with keys of its own. */
export const copied = ({ block, sides }: Item): Item =>
  item(
    block,
    sides.map((side) => side.map(copied)),
  );

// ------------------------------------------------------------------ draft and document

export function documentOf(draft: Draft): MailDocument {
  const { kind, subject, preheader, language } = draft;
  const envelope = { subject: subject.trim(), preheader: preheader.trim(), language };
  return kind === 'mjml'
    ? { kind, ...envelope, mjml: draft.mjml }
    : { kind, ...envelope, theme: draft.theme, blocks: draft.items.map(blockOf) };
}

export const NO_THEME: Draft['theme'] = { accent: null, background: null, text: null };

export function draftOf(name: string, document: MailDocument): Draft {
  const { subject, preheader = '', language = 'zh-CN' } = document;
  return {
    name,
    kind: document.kind,
    subject,
    preheader,
    language,
    theme: document.kind === 'blocks' ? { ...NO_THEME, ...document.theme } : NO_THEME,
    items: document.kind === 'blocks' ? itemsOf(document.blocks) : [],
    mjml: document.kind === 'mjml' ? document.mjml : '',
  };
}

/** What a new mail begins with. */
export const startOf = (language: Language): Draft => ({
  name: '',
  kind: 'blocks',
  subject: '',
  preheader: '',
  language,
  theme: NO_THEME,
  items: [fresh('heading'), fresh('text')],
  mjml: MJML_START,
});

const MJML_START = `<mjml>
  <mj-body>
    <mj-section>
      <mj-column>
        <mj-text></mj-text>
      </mj-column>
    </mj-section>
  </mj-body>
</mjml>
`;

/** Whether two drafts say the same; keys do not count. */
export const isSame = (one: Draft, other: Draft): boolean =>
  one === other || JSON.stringify(said(one)) === JSON.stringify(said(other));

const said = (draft: Draft) => [draft.name.trim(), documentOf(draft)];

// ------------------------------------------------------------------ what is not complete yet

export type Need = 'text' | 'url' | 'source';

/** The fields without which the server would not take this block. */
export function needs({ block }: Item): readonly Need[] {
  const empty = (text: string) => text.trim() === '';
  if (block.kind === 'button') {
    return [
      ...(empty(block.text) ? (['text'] as const) : []),
      ...(empty(block.url) ? (['url'] as const) : []),
    ];
  }
  return block.kind === 'image' && empty(block.source) ? ['source'] : [];
}

export interface Incomplete {
  key: number;
  need: Need;
}

/** All that is missing, in the order of the page. */
export const missing = (items: Items): readonly Incomplete[] =>
  items.flatMap((one) => [
    ...needs(one).map((need) => ({ key: one.key, need })),
    ...one.sides.flatMap(missing),
  ]);

/** The keys of a block and of the columns it stands in, outermost first; empty where it is none of these. */
export function pathTo(items: Items, key: number): readonly number[] {
  for (const one of items) {
    if (one.key === key) return [key];
    const inside = one.sides.map((side) => pathTo(side, key)).find((path) => path.length > 0);
    if (inside) return [one.key, ...inside];
  }
  return [];
}

/** The items that can be shown now: blocks that still lack something are left out. */
export const complete = (items: Items): Items =>
  items
    .filter((one) => needs(one).length === 0)
    .map((one) =>
      one.sides.length === 0 ? one : { ...one, sides: one.sides.map((side) => complete(side)) },
    );

/** What the preview is asked for; null while there is nothing to show. */
export function previewOf(draft: Draft): { document: MailDocument; items: Items } | null {
  const items = complete(draft.items);
  if (draft.kind === 'blocks' ? items.length === 0 : draft.mjml.trim() === '') return null;
  const document = documentOf({ ...draft, items });
  return { document: { ...document, subject: document.subject || '—' }, items };
}
