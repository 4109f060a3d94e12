// @vitest-environment jsdom
import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import { useState } from 'react';
import { beforeAll, describe, expect, it } from 'vitest';
import { startWords } from '../i18n';
import { words } from '../i18n/words.zh';
import { Filters } from './Filters';
import type { List } from './useList';

beforeAll(() => startWords('zh-CN', () => Promise.resolve(words)));

/** A list whose URL holds `q`; the button stands for a link that changes it. */
function Page({ start, link }: { start: string; link: string }) {
  const [q, setQ] = useState(start);
  const list: List<never> = {
    query: { q, sort: '', cursor: '', limit: 50, filters: {} },
    filters: [],
    columns: null,
    isFiltered: false,
    set: ({ q: asked = '' }) => setQ(asked),
    clear: () => setQ(''),
    page: undefined,
    error: null,
    isBusy: false,
    retry: () => undefined,
    offset: 0,
    next: undefined,
    previous: undefined,
    first: undefined,
  };
  return (
    <>
      <Filters list={list} search="姓名" />
      <output>{q}</output>
      <button onClick={() => setQ(link)}>link</button>
    </>
  );
}

const box = () => screen.getByRole<HTMLInputElement>('searchbox');
const type = (value: string) => fireEvent.change(box(), { target: { value } });
const asked = (value: string) =>
  waitFor(() => expect(screen.getByRole('status').textContent).toBe(value));

describe('the search box', () => {
  it('asks for what is typed, without the spaces at its ends, and leaves it as it was typed', async () => {
    render(<Page start="" link="" />);
    type('红茶 ');
    await asked('红茶');
    expect(box().value).toBe('红茶 ');
  });

  it('shows what a link asks for, and what was asked before can be typed again', async () => {
    render(<Page start="" link="person7" />);
    fireEvent.click(screen.getByText('link'));
    expect(box().value).toBe('person7');
    type('');
    await asked('');
    type('person8');
    await asked('person8');
    fireEvent.click(screen.getByText('link'));
    expect(box().value).toBe('person7');
  });
});
