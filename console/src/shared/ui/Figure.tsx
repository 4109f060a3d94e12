/** One number that can be trusted: unit, period, change, its definition a click away, and what is behind it. */
import { QuestionCircleOutlined } from '@ant-design/icons';
import { Button, Popover } from 'antd';
import type { ReactNode } from 'react';
import { Link, type To } from 'react-router';
import { useSharedWords } from '../i18n/words';
import { useFormat } from '../session';
import css from './Figure.module.css';

interface FigureProps {
  label: string;
  /** As formatted by useFormat(); "—" where it cannot be known. */
  value: ReactNode;
  unit?: string;
  /** The time it covers: "近 30 天". */
  period?: string;
  /** Relative change against another period: share 0.12 is +12 %; null where there is nothing to compare. */
  change?: { share: number | null; against: string; good?: 'up' | 'down' };
  /** How it is counted, and from where. */
  definition?: ReactNode;
  /** The people or orders behind it. */
  to?: To;
}

export function Figure({ label, value, unit, period, change, definition, to }: FigureProps) {
  const t = useSharedWords();
  return (
    <div className={css.figure} role="group" aria-label={label}>
      <div className={css.label}>
        <span>{label}</span>
        {definition && <Definition label={label} text={definition} />}
        {period && <span className={css.period}>{period}</span>}
      </div>
      <div className={css.value}>
        {to ? (
          <Link to={to}>
            {value}
            <span className="visually-hidden">{t('figure.open', { label })}</span>
          </Link>
        ) : (
          value
        )}
        {unit && <span className={css.unit}>{unit}</span>}
      </div>
      {change && <Change {...change} />}
    </div>
  );
}

/** Figures side by side between hairlines. */
export function Figures({ children }: { children: ReactNode }) {
  return <div className={`panel ${css.figures}`}>{children}</div>;
}

/** The "?" that tells how something is counted; opens on click and by keyboard. */
export function Definition({ label, text }: { label: string; text: ReactNode }) {
  const t = useSharedWords();
  return (
    <Popover content={<div className={css.definition}>{text}</div>} trigger="click" title={label}>
      <Button
        type="text"
        size="small"
        icon={<QuestionCircleOutlined />}
        aria-label={t('figure.definition', { label })}
      />
    </Popover>
  );
}

function Change({ share, against, good = 'up' }: NonNullable<FigureProps['change']>) {
  const t = useSharedWords();
  const format = useFormat();
  if (share === null) return <div className={css.change}>—</div>;
  const isFlat = Math.abs(share) < 0.0005;
  const isGood = share > 0 === (good === 'up');
  const tone = isFlat ? '' : isGood ? css.good : css.bad;
  return (
    <div className={css.change}>
      <span className={tone}>
        {isFlat ? t('figure.same') : `${share > 0 ? '▲' : '▼'} ${format.percent(Math.abs(share))}`}
      </span>{' '}
      {t('figure.against', { period: against })}
    </div>
  );
}
