/** Four cut points in a row, and what they come to. */
import { InputNumber } from 'antd';
import type { Ref } from 'react';
import { useFormat } from '../../../shared/session';
import { areCuts, SCORES, type Measure } from '../rules';
import { useWords } from '../words';
import css from './parts.module.css';

type Values = (number | null)[];

interface CutsInputProps {
  of: Measure;
  /** The form gives these. */
  id?: string;
  ref?: Ref<HTMLDivElement>;
  value?: Values;
  onChange?: (values: Values) => void;
  disabled?: boolean;
}

const PLACES = [0, 1, 2, 3] as const;

export function CutsInput({ of, id, ref, value = [], onChange, disabled }: CutsInputProps) {
  const t = useWords();
  const label = t(`rules.${of}`, { currency: useFormat().currency });
  const set = (place: number, next: number | null) =>
    onChange?.(PLACES.map((one) => (one === place ? next : (value[one] ?? null))));
  return (
    <div role="group" aria-label={label} id={id} ref={ref}>
      <div className={css.cuts}>
        {PLACES.map((place) => (
          <InputNumber
            key={place}
            aria-label={t('rules.cut', { label, number: place + 1 })}
            value={value[place] ?? null}
            onChange={(next) => set(place, next)}
            disabled={disabled}
            style={{ width: '100%' }}
          />
        ))}
      </div>
      {areCuts(value) && (
        <p className={`soft small ${css.scale}`}>
          <Scale of={of} cuts={value as number[]} />
        </p>
      )}
    </div>
  );
}

/** "score 5 ≤ 10 · score 4 ≤ 30 · … · score 1 > 120": what each score covers. */
export function Scale({ of, cuts }: { of: Measure; cuts: readonly number[] }) {
  const t = useWords();
  const format = useFormat();
  const said = (value: number) => {
    const digits = Number.isInteger(value) ? 0 : of === 'monetary' ? 2 : 1;
    return format.number(value, { digits });
  };
  return SCORES[of]
    .map((score, at) => {
      const cut = cuts[at];
      const range = cut === undefined ? `> ${said(cuts[at - 1] ?? 0)}` : `≤ ${said(cut)}`;
      return `${t('rules.points', { score })} ${range}`;
    })
    .join(' · ');
}
