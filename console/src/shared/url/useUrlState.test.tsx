// @vitest-environment jsdom
import { act, renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { MemoryRouter, useLocation } from 'react-router';
import { describe, expect, it } from 'vitest';
import { list, oneOf, text, useUrlState, whole } from './useUrlState';

const PARTS = {
  q: text(),
  period: oneOf(['30d', '90d'], '30d'),
  page: whole(1),
  shops: list(),
};

function at(address: string) {
  const wrapper = ({ children }: { children: ReactNode }) => (
    <MemoryRouter initialEntries={[address]}>{children}</MemoryRouter>
  );
  return renderHook(() => ({ url: useUrlState(PARTS), search: useLocation().search }), { wrapper })
    .result;
}

describe('state in the URL', () => {
  it('is read with its types, and what is not ours is the initial value', () => {
    const { current } = at('/?q=%E6%9E%97&period=1y&page=4&shops=1,2');
    expect(current.url[0]).toEqual({ q: '林', period: '30d', page: 4, shops: ['1', '2'] });
  });

  it('leaves no trace of initial values and keeps what others wrote', () => {
    const result = at('/?page=4&other=1');
    act(() => result.current.url[1]({ page: 1, period: '90d' }));
    expect(result.current.search).toBe('?other=1&period=90d');
    expect(result.current.url[0].period).toBe('90d');
  });
});
