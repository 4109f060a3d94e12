// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import { App } from 'antd';
import type { ReactNode } from 'react';
import { MemoryRouter } from 'react-router';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { startWords } from '../i18n';
import { words } from '../i18n/words.zh';
import { SessionContext, type Session } from '../session';
import { ConfirmDanger } from './ConfirmDanger';
import { Figure } from './Figure';
import { secondsLeft } from './JobProgress';
import { MaskedValue } from './MaskedValue';
import { RuleSentence } from './small';
import { Ready } from './State';

const session = {
  workspace: {
    id: 1,
    name: 'W',
    slug: 'w',
    timezone: 'Asia/Shanghai',
    currency: 'CNY',
    role: 'owner',
  },
  permissions: [],
} as unknown as Session;

beforeAll(async () => {
  localStorage.setItem('huike.language', 'zh-CN');
  await startWords('zh-CN', () => Promise.resolve(words));
});

function show(children: ReactNode) {
  return render(
    <QueryClientProvider client={new QueryClient()}>
      <App>
        <MemoryRouter>
          <SessionContext.Provider value={session}>{children}</SessionContext.Provider>
        </MemoryRouter>
      </App>
    </QueryClientProvider>,
  );
}

describe('a figure', () => {
  it('stands with unit, change and a way to what is behind it', () => {
    show(
      <Figure
        label="营收"
        value="¥1,234"
        unit="元"
        change={{ share: -0.05, against: '上月' }}
        definition="已付款订单"
        to="/orders"
      />,
    );
    const figure = screen.getByRole('group', { name: '营收' });
    expect(figure.textContent).toContain('▼ 5.0% 较上月');
    expect(screen.getByRole('link').getAttribute('href')).toBe('/orders');
    expect(screen.getByRole('button', { name: '口径：营收' })).toBeTruthy();
  });
});

describe('a masked value', () => {
  it('shows the value once asked, and offers no button to those who may not', async () => {
    const { unmount } = show(
      <MaskedValue
        masked="138****0000"
        label="手机"
        reveal={() => Promise.resolve('13800000000')}
      />,
    );
    fireEvent.click(screen.getByRole('button', { name: '显示手机' }));
    await waitFor(() => expect(screen.getByText(/13800000000/)).toBeTruthy());
    unmount();
    show(<MaskedValue masked="138****0000" label="手机" />);
    expect(screen.queryByRole('button')).toBeNull();
  });
});

describe('a dangerous act', () => {
  it('waits for the word and runs once', async () => {
    const run = vi.fn(() => Promise.resolve());
    show(
      <ConfirmDanger
        title="删除？"
        consequence="不可恢复"
        act="删除 3 人"
        typed="删除"
        onConfirm={run}
      >
        {(open) => <button onClick={open}>开始</button>}
      </ConfirmDanger>,
    );
    fireEvent.click(screen.getByText('开始'));
    const act = await screen.findByRole<HTMLButtonElement>('button', { name: '删除 3 人' });
    expect(act.disabled).toBe(true);
    fireEvent.change(screen.getByRole('textbox'), { target: { value: '删除' } });
    fireEvent.click(act);
    await waitFor(() => expect(run).toHaveBeenCalledOnce());
  });
});

describe('a query on the screen', () => {
  it('shows data over an error, and an error with a retry', () => {
    const refetch = vi.fn();
    const { unmount } = show(
      <Ready of={{ data: 1, error: new Error('old'), refetch }}>{(data) => <b>{data}</b>}</Ready>,
    );
    expect(screen.getByText('1')).toBeTruthy();
    unmount();
    show(<Ready of={{ data: undefined, error: new Error('broken'), refetch }}>{() => null}</Ready>);
    expect(screen.getByRole('alert').textContent).toContain('broken');
    fireEvent.click(screen.getByRole('button', { name: /重\s*试/ }));
    expect(refetch).toHaveBeenCalledOnce();
  });
});

it('a rule is said in the language in force, its values standing out', () => {
  const { container } = show(
    <RuleSentence sentence={{ zh: '近「90」天下单至少「2」次', en: 'x' }} />,
  );
  expect([...container.querySelectorAll('strong')].map((part) => part.textContent)).toEqual([
    '「90」',
    '「2」',
  ]);
});

describe('the time a job still takes', () => {
  const job = { state: 'running', done: 100, total: 400, started_at: '2026-11-22T00:00:00Z' };

  it('follows the pace so far', () => {
    expect(secondsLeft(job, new Date('2026-11-22T00:00:10Z'))).toBe(30);
  });

  it('is not told while too little is known', () => {
    expect(secondsLeft({ ...job, done: 0 }, new Date('2026-11-22T00:00:10Z'))).toBeNull();
    expect(secondsLeft(job, new Date('2026-11-22T00:00:01Z'))).toBeNull();
    expect(secondsLeft({ ...job, state: 'done' }, new Date('2026-11-22T00:00:10Z'))).toBeNull();
  });
});
