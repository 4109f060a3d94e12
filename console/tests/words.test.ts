/** Both languages say the same things, each in its own signs. tests/entry/test_console_words.py checks the same without Node. */
import { describe, expect, it } from 'vitest';
import NAMES from './names.json'; // proper names, written alike in both languages

type File = { words: Record<string, string> };
const zh = import.meta.glob<File>('../src/**/words.zh.ts', { eager: true });
const en = import.meta.glob<File>('../src/**/words.en.ts', { eager: true });
const HAN = /[\u3400-\u9fff\u3000-\u303f\uff00-\uffef]/;

const holesOut = (text: string) => text.replace(/\{\{\w+\}\}/g, '');
const isUntranslated = (text: string) =>
  !HAN.test(text) && /[a-z]{4}/.test(holesOut(text)) && !NAMES.includes(text);

const pairs = Object.entries(zh).map(([path, file]) => {
  const twin = en[path.replace('.zh.', '.en.')];
  return [path.replace('../src/', ''), file.words, twin?.words ?? {}] as const;
});

const holes = (text: string) =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)].map((found) => found[1]).sort();

describe.each(pairs)('%s', (_path, chinese, english) => {
  it('has the same keys in English', () => {
    const plain = Object.keys(english).filter((key) => !key.endsWith('_one'));
    expect(plain.sort()).toEqual(Object.keys(chinese).sort());
  });

  it('leaves no text empty or in the other language', () => {
    const wrong = [
      ...Object.entries(english).filter(([, text]) => !text.trim() || HAN.test(text)),
      ...Object.entries(chinese).filter(([, text]) => isUntranslated(text)),
    ];
    expect(wrong).toEqual([]);
  });

  it('fills the same holes', () => {
    const differing = Object.entries(chinese).filter(
      ([key, text]) => String(holes(text)) !== String(holes(english[key] ?? '')),
    );
    expect(differing).toEqual([]);
  });
});
