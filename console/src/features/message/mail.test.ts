import { describe, expect, it } from 'vitest';
import { headerOf, headersToShow, signerOf } from './mail';

const HEADERS = [
  { name: 'From', value: 'Brand <news@brand.example>' },
  { name: 'Subject', value: 'Hello' },
  { name: 'DKIM-Signature', value: 'v=1; a=rsa-sha256;\r\n d=brand.example; s=hk; bd=other' },
  { name: 'List-Unsubscribe', value: '<https://brand.example/u/x>' },
];

describe('the headers of a mail', () => {
  it('show what decides delivery first, the rest in their order', () => {
    expect(headersToShow(HEADERS).map(({ name }) => name)).toEqual([
      'List-Unsubscribe',
      'DKIM-Signature',
      'From',
      'Subject',
    ]);
  });

  it('are found whatever their case', () => {
    expect(headerOf(HEADERS, 'list-unsubscribe')).toBe('<https://brand.example/u/x>');
    expect(headerOf(HEADERS, 'Reply-To')).toBeUndefined();
  });

  it('name the domain that signed', () => {
    expect(signerOf(HEADERS)).toBe('brand.example');
    expect(signerOf(HEADERS.slice(0, 2))).toBeUndefined();
  });
});
