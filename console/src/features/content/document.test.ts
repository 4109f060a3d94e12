import { describe, expect, it } from 'vitest';
import {
  blockOf,
  complete,
  copied,
  documentOf,
  draftOf,
  fresh,
  inserted,
  isSame,
  itemsOf,
  missing,
  moved,
  needs,
  pathTo,
  previewOf,
  startOf,
  without,
  type Block,
  type Items,
} from './document';

const BLOCKS: Block[] = [
  { kind: 'heading', text: 'A', level: 1, align: 'left' },
  { kind: 'button', text: 'B', url: 'https://shop.example/', align: 'center' },
  {
    kind: 'columns',
    left_share: 30,
    columns: [{ blocks: [{ kind: 'divider' }] }, { blocks: [{ kind: 'text', html: '<p>C</p>' }] }],
  },
];
const keys = (items: Items) => items.map(({ key }) => key);

describe('blocks while a mail is written', () => {
  it('come from a document and go back as they were, columns too', () => {
    expect(itemsOf(BLOCKS).map(blockOf)).toEqual(BLOCKS);
    const document = { kind: 'blocks', subject: 's', blocks: BLOCKS } as const;
    expect(documentOf(draftOf('n', { ...document, blocks: [...BLOCKS] }))).toMatchObject(document);
  });

  it('move one place at a time, keep their keys, and stop at the ends', () => {
    const items = itemsOf(BLOCKS);
    const [a, b, c] = keys(items);
    expect(keys(moved(items, 0, 1))).toEqual([b, a, c]);
    expect(keys(moved(items, 2, -1))).toEqual([a, c, b]);
    expect(moved(items, 0, -1)).toBe(items);
    expect(moved(items, 2, 1)).toBe(items);
    expect(moved(items, 9, 1)).toBe(items);
    expect(keys(items)).toEqual([a, b, c]);
  });

  it('are taken out and put back at their place', () => {
    const items = itemsOf(BLOCKS);
    const rest = without(items, 1);
    expect(keys(rest)).toEqual([items[0]?.key, items[2]?.key]);
    expect(inserted(rest, 1, items[1]!)).toEqual(items);
  });

  it('are copied with keys of their own, inside columns too', () => {
    const item = itemsOf(BLOCKS)[2]!;
    const twin = copied(item);
    expect(blockOf(twin)).toEqual(blockOf(item));
    const all = [item, twin].flatMap((one) => [one.key, ...one.sides.flatMap(keys)]);
    expect(new Set(all).size).toBe(6);
  });

  it('are found inside columns', () => {
    const items = itemsOf(BLOCKS);
    const columns = items[2]!;
    const text = columns.sides[1]![0]!;
    expect(pathTo(items, text.key)).toEqual([columns.key, text.key]);
    expect(pathTo(items, -1)).toEqual([]);
  });
});

describe('what is not complete', () => {
  const button = fresh('button');
  const columns = { ...fresh('columns'), sides: [[fresh('image')], [fresh('divider')]] };

  it('is said by field', () => {
    expect(needs(button)).toEqual(['text', 'url']);
    expect(missing([fresh('heading'), columns]).map(({ need }) => need)).toEqual(['source']);
  });

  it('is left out of the preview, and the rest is shown', () => {
    expect(complete([button, columns])).toEqual([{ ...columns, sides: [[], columns.sides[1]] }]);
    expect(previewOf({ ...startOf('zh-CN'), items: [button] })).toBeNull();
    expect(previewOf(startOf('zh-CN'))?.document).toMatchObject({ subject: '—' });
  });
});

describe('two drafts', () => {
  it('are the same when they say the same', () => {
    const draft = startOf('zh-CN');
    expect(isSame(draft, { ...draft, items: draft.items.map(copied) })).toBe(true);
    expect(isSame(draft, { ...draft, name: ' ' })).toBe(true);
    expect(isSame(draft, { ...draft, subject: 'x' })).toBe(false);
  });
});
