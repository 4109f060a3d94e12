/** What to take away, how, and of which days. */
import { Checkbox, Form, Radio, Select } from 'antd';
import { lazy, Suspense } from 'react';
import { startOfDay } from '../../../shared/format';
import { useLanguage } from '../../../shared/preferences';
import { useCan, useFormat } from '../../../shared/session';
import { InlineForm } from '../../../shared/ui/FormDrawer';
import { Bones } from '../../../shared/ui/State';
import {
  beginExport,
  FORMATS,
  keys,
  LISTS,
  PERIODS,
  type Export,
  type ListName,
  type Wish,
} from '../api';
import { useWords } from '../words';

// The calendar is heavy: it comes by itself.
const DateRange = lazy(() => import('../../../shared/list/DateRange'));

interface Days {
  from: string;
  to: string;
}

interface Values {
  list_name: ListName;
  format: (typeof FORMATS)[number];
  period?: Days;
  is_whole?: boolean;
}

export function NewExport() {
  const t = useWords();
  const can = useCan();
  const { timezone } = useFormat();
  const language = useLanguage() === 'zh-CN' ? 'zh' : 'en';
  return (
    <InlineForm<Values, Export>
      initial={{ list_name: 'order_lines', format: 'csv' }}
      act={t('begin')}
      said={t('begun')}
      save={(values) => beginExport(wishOf(values, timezone, language))}
      refresh={[keys.exports]}
    >
      <Form.Item name="list_name" label={t('list')} required>
        <Select options={LISTS.map((value) => ({ value, label: t(`list.${value}`) }))} />
      </Form.Item>
      <Form.Item name="format" label={t('format')} required>
        <Radio.Group
          options={FORMATS.map((value) => ({ value, label: value.toUpperCase() }))}
          optionType="button"
        />
      </Form.Item>
      <Period />
      {can('customers.reveal') && <Whole />}
    </InlineForm>
  );
}

function Period() {
  const t = useWords();
  const list = Form.useWatch<ListName | undefined>('list_name') ?? 'order_lines';
  if (PERIODS[list] === null) return <p className="soft">{t('period.none')}</p>;
  return (
    <Form.Item name="period" label={t('period')}>
      <PeriodInput />
    </Form.Item>
  );
}

/** What a form gives its control: the days, and whom to tell of others. */
function PeriodInput({ value, onChange }: { value?: Days; onChange?: (days: Days) => void }) {
  const t = useWords();
  return (
    <Suspense fallback={<Bones lines={1} />}>
      <DateRange
        label={t('days')}
        from={value?.from ?? ''}
        to={value?.to ?? ''}
        onChange={(from, to) => onChange?.({ from, to })}
      />
    </Suspense>
  );
}

function Whole() {
  const t = useWords();
  const list = Form.useWatch<ListName | undefined>('list_name');
  if (list !== 'customers') return null;
  return (
    <Form.Item name="is_whole" valuePropName="checked">
      <Checkbox>{t('whole')}</Checkbox>
    </Form.Item>
  );
}

/** The day after a day, both as 2026-11-23. */
function dayAfter(day: string): string {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + 1);
  return at.toISOString().slice(0, 10);
}

/** What is asked of the server: days begin in the workspace's zone, the last one is whole. */
function wishOf(values: Values, timezone: string, language: 'zh' | 'en'): Wish {
  const names = PERIODS[values.list_name];
  const filters: Record<string, string> = {};
  const { from = '', to = '' } = values.period ?? {};
  if (names && from) filters[names[0]] = startOfDay(from, timezone);
  if (names && to) filters[names[1]] = startOfDay(dayAfter(to), timezone);
  const isWhole = values.list_name === 'customers' && values.is_whole === true;
  return {
    list_name: values.list_name,
    format: values.format,
    filters,
    sort: '',
    columns: [],
    language,
    is_whole: isWhole,
  };
}
