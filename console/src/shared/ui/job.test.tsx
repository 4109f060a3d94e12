// @vitest-environment jsdom
import { render } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { useEndOf } from './JobProgress';

function Watching(props: { state?: string; id?: number; onEnd: () => void }) {
  const { state, id = 1, onEnd } = props;
  useEndOf(state === undefined ? undefined : { id, state }, onEnd);
  return null;
}

describe('the end of a job', () => {
  it('is told once, when it comes while somebody looks', () => {
    const onEnd = vi.fn();
    const { rerender } = render(<Watching onEnd={onEnd} />);
    rerender(<Watching state="running" onEnd={onEnd} />);
    expect(onEnd).toHaveBeenCalledTimes(0);
    rerender(<Watching state="done" onEnd={onEnd} />);
    rerender(<Watching state="done" onEnd={onEnd} />);
    expect(onEnd).toHaveBeenCalledTimes(1);
  });

  it('is told of a job that had ended before the first look', () => {
    const onEnd = vi.fn();
    const { rerender } = render(<Watching onEnd={onEnd} />);
    rerender(<Watching state="done" onEnd={onEnd} />);
    expect(onEnd).toHaveBeenCalledTimes(1);
    rerender(<Watching state="failed" id={2} onEnd={onEnd} />);
    expect(onEnd).toHaveBeenCalledTimes(2);
  });
});
