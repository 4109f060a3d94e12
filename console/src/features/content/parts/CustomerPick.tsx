/** As whom a mail is looked at: nobody real, or a customer found by a search. */
import { Select } from 'antd';
import { useState } from 'react';
import { useCustomers } from '../api';
import { useWords } from '../words';
import css from './content.module.css';
import { usePausedValue } from './usePausedValue';

interface CustomerPickProps {
  value: number | null;
  onChange: (id: number | null) => void;
}

const SAMPLE = 0;
const TYPING_PAUSE = 300;

export function CustomerPick({ value, onChange }: CustomerPickProps) {
  const t = useWords();
  const [typed, setTyped] = useState('');
  const q = usePausedValue(typed, TYPING_PAUSE);
  const found = useCustomers(q);
  const options = [
    { value: SAMPLE, label: t('preview.sample') },
    ...(found.data?.items ?? []).map((one) => ({
      value: one.id,
      label: one.name || one.label || t('preview.customer', { id: one.id }),
    })),
  ];
  const isListed = options.some((one) => one.value === (value ?? SAMPLE));
  return (
    <div className={css.pick}>
      <span className="soft" aria-hidden>
        {t('preview.for')}
      </span>
      <Select
        aria-label={t('preview.for')}
        style={{ width: 180 }}
        popupMatchSelectWidth={false}
        value={value ?? SAMPLE}
        loading={found.isFetching}
        showSearch={{ filterOption: false, onSearch: setTyped }}
        notFoundContent={t('preview.customer.none')}
        options={
          isListed
            ? options
            : [
                ...options,
                { value: value ?? SAMPLE, label: t('preview.customer', { id: value ?? 0 }) },
              ]
        }
        onChange={(next: number) => onChange(next === SAMPLE ? null : next)}
      />
    </div>
  );
}
