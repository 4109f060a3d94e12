/** A thin bar for a share of a whole; the number stands beside it, the bar only shows it. */
import css from './Meter.module.css';

interface MeterProps {
  share: number;
  label: string;
  tone?: 'accent' | 'success' | 'danger';
}

export function Meter({ share, label, tone = 'accent' }: MeterProps) {
  const percent = Math.round(Math.max(0, Math.min(1, share)) * 100);
  return (
    <div
      className={css.meter}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
    >
      <div className={`${css.bar} ${css[tone]}`} style={{ width: `${percent}%` }} />
    </div>
  );
}
