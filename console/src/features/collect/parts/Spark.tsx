/** How often something happened day by day, as small bars; the label says the numbers that matter. */
import css from './parts.module.css';

interface SparkProps {
  days: readonly number[];
  label: string;
  width?: number;
  height?: number;
}

export function Spark({ days, label, width = 90, height = 24 }: SparkProps) {
  const most = Math.max(1, ...days);
  const step = width / days.length;
  return (
    <svg
      className={css.spark}
      role="img"
      aria-label={label}
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
    >
      {days.map((count, at) => {
        const tall = count === 0 ? 1 : Math.max(2, (count / most) * height);
        return (
          <rect
            key={at}
            x={at * step}
            y={height - tall}
            width={step - 1}
            height={tall}
            fill="currentColor"
            opacity={count === 0 ? 0.25 : 1}
          />
        );
      })}
    </svg>
  );
}
