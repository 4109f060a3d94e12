/** The time a condition looks at: ever, the last n days, between two days. */
import { DatePicker, InputNumber, Select, Space } from 'antd';
import dayjs from 'dayjs';
import { useWords } from '../words';
import { useOptions, type ConditionProps } from './Condition';

interface Window {
  kind: string;
  n?: number;
  unit?: string;
  start?: string;
  end?: string;
}

export function WindowInput({ fields, rule, name, onChange }: ConditionProps) {
  const t = useWords();
  const options = useOptions();
  const within = (rule.window as Window | undefined) ?? { kind: 'ever' };
  const set = (window: Window) => onChange({ ...rule, window });
  const choose = (kind: string) => {
    if (kind === 'last' || kind === 'earlier') set({ kind, n: within.n ?? 30, unit: 'day' });
    else set({ kind });
  };
  return (
    <Space size={4}>
      <Select
        aria-label={t('window', { name })}
        value={within.kind}
        style={{ width: 128 }}
        options={options(fields.windows)}
        onChange={choose}
      />
      {within.n !== undefined && (
        <>
          <InputNumber
            aria-label={t('window.length', { name })}
            min={0}
            max={9999}
            precision={0}
            value={within.n}
            style={{ width: 80 }}
            onChange={(n) => set({ ...within, n: n ?? 0 })}
          />
          <Select
            aria-label={t('window.unit', { name })}
            value={within.unit}
            style={{ width: 88 }}
            options={options(fields.units)}
            onChange={(unit) => set({ ...within, unit })}
          />
        </>
      )}
      {(within.kind === 'between' || within.kind === 'since') && (
        <Day
          label={t('window.start', { name })}
          value={within.start}
          onChange={(start) => set({ ...within, start })}
        />
      )}
      {within.kind === 'between' && (
        <Day
          label={t('window.end', { name })}
          value={within.end}
          onChange={(end) => set({ ...within, end })}
        />
      )}
    </Space>
  );
}

interface DayProps {
  label: string;
  value: string | undefined;
  onChange: (day: string | undefined) => void;
}

function Day({ label, value, onChange }: DayProps) {
  return (
    <DatePicker
      aria-label={label}
      value={value ? dayjs(value) : null}
      onChange={(day) => onChange(day ? day.format('YYYY-MM-DD') : undefined)}
    />
  );
}
