import { describe, expect, it } from 'vitest';
import { contrast } from './contrast';
import { grouped, insertedAt, snippetOf } from './snippets';

const SAY = { you: 'there', comma: ', ', attribute: 'level' };
const text = (path: string, kind: string) => snippetOf({ path, kind }, SAY).text;

describe('a word that is inserted', () => {
  it('is dressed as its kind is usually written', () => {
    expect(text('customer.name', 'text')).toBe('{{ customer.name | default: "there" }}');
    expect(text('customer.spend', 'money')).toBe('{{ customer.spend | money }}');
    expect(text('now', 'date')).toBe('{{ now | date }}');
    expect(text('customer.favourite_categories', 'list')).toBe(
      '{{ customer.favourite_categories | join: ", " }}',
    );
    expect(text('workspace.name', 'text')).toBe('{{ workspace.name }}');
  });

  it('leaves the name of an attribute selected, to be typed over', () => {
    const snippet = snippetOf({ path: 'customer.attributes.*', kind: 'text' }, SAY);
    expect(snippet.text).toBe('{{ customer.attributes["level"] }}');
    const made = insertedAt('Hi X!', [3, 4], snippet);
    expect(made.text).toBe('Hi {{ customer.attributes["level"] }}!');
    expect(made.text.slice(...made.selection)).toBe('level');
  });

  it('goes where the caret is', () => {
    expect(insertedAt('ab', [1, 1], { text: 'X' })).toEqual({ text: 'aXb', selection: [2, 2] });
  });

  it('is offered by what it is about', () => {
    const words = ['customer.id', 'now', 'customer.name'].map((path) => ({
      path,
      kind: 'text',
      zh: '',
      en: '',
      is_personal: false,
    }));
    expect(grouped(words).map(([name, own]) => [name, own.length])).toEqual([
      ['customer', 2],
      ['mail', 1],
    ]);
  });
});

it('contrast is reckoned as WCAG does', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
  expect(contrast('#abcdef', '#abcdef')).toBe(1);
});
