/** The value of a comparison, in the shape its operator takes and the type its field has. */
import { DatePicker, InputNumber, Select, Space } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import { exponent } from '../../../shared/format';
import { useFormat } from '../../../shared/session';
import { useValues } from '../api';
import { useWords } from '../words';

export type ValueType = 'number' | 'money' | 'date' | 'text' | 'list';
interface Option {
  value: string;
  label: string;
}

interface ValueProps {
  type: ValueType;
  takes: string;
  name: string;
  value: unknown;
  onChange: (value: unknown) => void;
  units: readonly Option[];
  /** The field whose values the server can suggest. */
  of?: string;
  choices?: readonly Option[];
  hint?: string;
}

export function ValueInput(props: ValueProps) {
  const { takes, type, value, onChange } = props;
  const t = useWords();
  if (takes === 'none') return null;
  if (takes === 'ago') return <AgoInput {...props} />;
  if (takes === 'many') return <Texts {...props} />;
  if (takes === 'two') {
    const [from, to] = (value as unknown[] | undefined) ?? [];
    return (
      <Space size={4}>
        <One {...props} value={from} onChange={(next) => onChange([next, to])} />
        <span aria-hidden="true">–</span>
        <One
          {...props}
          name={t('value.upto', { name: props.name })}
          value={to}
          onChange={(next) => onChange([from, next])}
        />
      </Space>
    );
  }
  return type === 'text' || type === 'list' ? <Texts {...props} isOne /> : <One {...props} />;
}

function One({ type, name, value, onChange }: ValueProps) {
  const t = useWords();
  const format = useFormat();
  const label = t('value', { name });
  if (type === 'date') {
    return (
      <DatePicker
        aria-label={label}
        value={typeof value === 'string' ? dayjs(value) : null}
        onChange={(day) => onChange(day ? day.format('YYYY-MM-DD') : undefined)}
      />
    );
  }
  const scale = type === 'money' ? 10 ** exponent(format.currency) : 1;
  return (
    <InputNumber
      aria-label={label}
      value={typeof value === 'number' ? value / scale : null}
      style={{ width: 120 }}
      prefix={type === 'money' ? format.currency : undefined}
      onChange={(next) => onChange(next === null ? undefined : Math.round(next * scale))}
    />
  );
}

function AgoInput({ name, value, onChange, units }: ValueProps) {
  const t = useWords();
  const ago = (value as { n: number; unit: string } | undefined) ?? { n: 30, unit: 'day' };
  return (
    <Space size={4}>
      <InputNumber
        aria-label={t('value', { name })}
        min={0}
        max={9999}
        precision={0}
        value={ago.n}
        style={{ width: 80 }}
        onChange={(n) => onChange({ ...ago, n: n ?? 0 })}
      />
      <Select
        aria-label={t('value.unit', { name })}
        value={ago.unit}
        style={{ width: 88 }}
        options={[...units]}
        onChange={(unit) => onChange({ ...ago, unit })}
      />
    </Space>
  );
}

function Texts({
  name,
  value,
  onChange,
  of,
  choices,
  hint,
  isOne,
}: ValueProps & { isOne?: boolean }) {
  const t = useWords();
  const [q, search] = useState('');
  const asked = useValues(of ?? '', q);
  const offered =
    choices ??
    (of ? (asked.data?.items ?? []).map((one) => ({ value: one.value, label: one.label })) : []);
  const held = (isOne ? (value === undefined ? [] : [value]) : (value ?? [])) as string[];
  return (
    <Select
      mode={choices && !isOne ? 'multiple' : 'tags'}
      maxCount={isOne ? 1 : undefined}
      aria-label={t('value', { name })}
      placeholder={hint ?? t('value.type')}
      value={held}
      style={{ minWidth: 200, maxWidth: 420 }}
      showSearch={{ onSearch: search, filterOption: choices !== undefined }}
      options={[...offered]}
      onChange={(next: string[]) => onChange(isOne ? next.at(-1) : next)}
    />
  );
}
