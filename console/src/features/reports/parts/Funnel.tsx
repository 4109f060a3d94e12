/** The way of the messages: each step as a bar, with its share of the first and its people. */
import { Link } from 'react-router';
import { useFormat } from '../../../shared/session';
import type { ServerFigure } from '../api';
import { behindOf } from '../urls';
import { useLabel, useMayOpen } from './ServerFigure';
import css from './Funnel.module.css';

export function Funnel({ steps }: { steps: readonly ServerFigure[] }) {
  const format = useFormat();
  const label = useLabel();
  const mayOpen = useMayOpen();
  const first = steps[0]?.value ?? 0;
  return (
    <ol className={css.funnel}>
      {steps.map((step) => {
        const value = step.value ?? 0;
        const share = first > 0 ? value / first : 0;
        return (
          <li key={step.code} ref={(node) => node?.style.setProperty('--share', String(share))}>
            <span>{label(step.code)}</span>
            <span className={css.bar} aria-hidden="true" />
            <span className={css.value}>
              {mayOpen(step) ? (
                <Link to={behindOf(step.drilldown, label(step.code))}>{format.number(value)}</Link>
              ) : (
                format.number(value)
              )}
            </span>
            <span className={css.share}>{format.percent(share)}</span>
          </li>
        );
      })}
    </ol>
  );
}
