/** Two workspace days; its own chunk, since the calendar is heavy. */
import { DatePicker } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import 'dayjs/locale/zh-cn';
import { useSharedWords } from '../i18n/words';
import { useLanguage } from '../preferences';

interface DateRangeProps {
  label: string;
  from: string;
  to: string;
  onChange: (from: string, to: string) => void;
}

export default function DateRange({ label, from, to, onChange }: DateRangeProps) {
  const t = useSharedWords();
  dayjs.locale(useLanguage() === 'zh-CN' ? 'zh-cn' : 'en');
  return (
    <DatePicker.RangePicker
      aria-label={label}
      allowEmpty={[true, true]}
      value={[dayOf(from), dayOf(to)]}
      placeholder={[`${label} · ${t('dates.from')}`, t('dates.to')]}
      onChange={(days) => onChange(textOf(days?.[0]), textOf(days?.[1]))}
    />
  );
}

const dayOf = (text: string): Dayjs | null => (/^\d{4}-\d\d-\d\d$/.test(text) ? dayjs(text) : null);
const textOf = (day: Dayjs | null | undefined): string => day?.format('YYYY-MM-DD') ?? '';
