/** A state in a word, a shape and a checked pair of colours: the colour is never the only sign. */
import type { ReactNode } from 'react';
import type { Tone } from '../theme/palette';
import css from './StatusTag.module.css';

export type { Tone };

const SHAPES: Record<Tone, ReactNode> = {
  neutral: <circle cx="5" cy="5" r="3.2" fill="none" stroke="currentColor" strokeWidth="1.6" />,
  info: <circle cx="5" cy="5" r="3.6" fill="currentColor" />,
  success: <path d="M1.5 5.3 4 7.8 8.6 2.6" fill="none" stroke="currentColor" strokeWidth="1.8" />,
  warning: <path d="M5 1 9.3 8.8H.7Z" fill="currentColor" />,
  danger: <path d="M1.8 1.8l6.4 6.4m0-6.4L1.8 8.2" stroke="currentColor" strokeWidth="1.8" />,
};

export function StatusTag({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className={`${css.tag} ${css[tone]}`}>
      <svg viewBox="0 0 10 10" width="9" height="9" aria-hidden="true">
        {SHAPES[tone]}
      </svg>
      {children}
    </span>
  );
}
