import { describe, expect, it } from 'vitest';
import { Problem } from '../../shared/api/problem';
import { itemsOf, type Block } from './document';
import { faultOf } from './faults';

const BLOCKS: Block[] = [
  { kind: 'heading', text: 'A' },
  { kind: 'button', text: '{{ x }}', url: 'shop' },
  { kind: 'image', source: 'https://shop.example/i.png', url: 'no-address', alt: '' },
  {
    kind: 'columns',
    columns: [{ blocks: [] }, { blocks: [{ kind: 'divider' }, { kind: 'text', html: '{{ y }}' }] }],
  },
];
const items = itemsOf(BLOCKS);
const inner = items[3]!.sides[1]![1]!;

function placed(code: string, where: string, params: Record<string, unknown> = {}) {
  const { key, field } = faultOf(new Problem(422, { code, detail: '', where, params }), items);
  return [key, field];
}

describe('a refusal of the server', () => {
  it('of the Liquid or the address of a block stands at its field', () => {
    const [, button, image] = items;
    expect(placed('bad_link', 'block 2', { block: 2, link: 'shop' })).toEqual([button?.key, 'url']);
    expect(placed('unknown_value', 'block 2', { block: 2, name: 'x' })).toEqual([
      button?.key,
      'text',
    ]);
    expect(placed('bad_link', 'block 3', { block: 3, link: 'no-address' })).toEqual([
      image?.key,
      'url',
    ]);
  });

  it('of a block inside columns finds it there', () => {
    expect(placed('unknown_value', '', { block: 4, column: 2, inner: 2, name: 'y' })).toEqual([
      inner.key,
      'html',
    ]);
    const where = 'document.blocks.blocks.3.columns.columns.1.blocks.1.text.html';
    expect(placed('invalid_input', where)).toEqual([inner.key, 'html']);
  });

  it('of the form of a document names block and field too', () => {
    const where = 'document.blocks.blocks.2.image.width';
    expect(placed('invalid_input', where)).toEqual([items[2]?.key, 'width']);
  });

  it('of the mail itself stands at the field of the mail', () => {
    expect(placed('unknown_value', 'subject, line 1', { part: 'subject' })).toEqual([
      undefined,
      'subject',
    ]);
    expect(placed('invalid_input', 'document.blocks.subject')).toEqual([undefined, 'subject']);
    expect(placed('mjml_syntax', 'mjml, line 3', { line: 3 })).toEqual([undefined, 'mjml']);
    expect(placed('name_taken', 'name')).toEqual([undefined, 'name']);
  });

  it('that names no place stands at none', () => {
    expect(placed('liquid_syntax', 'html, line 9', { part: 'html' })).toEqual([
      undefined,
      undefined,
    ]);
    expect(placed('bad_link', 'block 40', { block: 40 })).toEqual([undefined, undefined]);
  });
});
