/** What the cells do not say themselves: the order of dates, currency, negative lines. */
import { Checkbox, Collapse, Input, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import type { Options, Plan } from '../api';
import { ratesOf, ratesText } from '../mapping';
import { useWords } from '../words';
import css from './parts.module.css';

interface OptionsPartProps {
  plan: Plan;
  onChange: (plan: Plan) => void;
}

const CHOICES = {
  date_order: ['ymd', 'dmy', 'mdy'],
  status: ['completed', 'shipped', 'paid', 'placed'],
  negative: ['refuse', 'return', 'adjustment'],
} as const;
const TEXTS = ['timezone', 'currency', 'return_prefix', 'adjustment_prefix'] as const;
const FLAGS = [
  'is_decimal_comma',
  'is_anonymous_allowed',
  'is_amount_of_order',
  'is_free_and_anonymous_adjustment',
] as const;

export function OptionsPart(props: OptionsPartProps) {
  const t = useWords();
  return (
    <Collapse
      ghost
      items={[{ key: 'options', label: t('options'), children: <Fields {...props} /> }]}
    />
  );
}

function Fields({ plan, onChange }: OptionsPartProps) {
  const t = useWords();
  const { options = {} } = plan;
  const set = (change: Partial<Options>) =>
    onChange({ ...plan, options: { ...options, ...change } });
  return (
    <div className={css.options}>
      {(Object.keys(CHOICES) as (keyof typeof CHOICES)[]).map((name) => (
        <Named key={name} label={t(`option.${name}`)}>
          <Select
            aria-label={t(`option.${name}`)}
            value={options[name] ?? CHOICES[name][0]}
            options={CHOICES[name].map((value) => ({
              value,
              label: t(`option.${name}.${value}` as 'option.date_order.ymd'),
            }))}
            onChange={(value) => set({ [name]: value })}
          />
        </Named>
      ))}
      {TEXTS.map((name) => (
        <Named key={name} label={t(`option.${name}`)}>
          <Input
            aria-label={t(`option.${name}`)}
            value={options[name] ?? ''}
            maxLength={name === 'timezone' ? 40 : name === 'currency' ? 3 : 10}
            placeholder={name.endsWith('prefix') ? undefined : t('option.workspace')}
            onChange={(event) => {
              const text = event.target.value.trim();
              set({ [name]: name === 'currency' ? text.toUpperCase() : text });
            }}
          />
        </Named>
      ))}
      <Rates rates={options.rates} onChange={(rates) => set({ rates })} />
      {FLAGS.map((name) => (
        <Checkbox
          key={name}
          checked={options[name] ?? name === 'is_anonymous_allowed'}
          onChange={(event) => set({ [name]: event.target.checked })}
        >
          {t(`option.${name}`)}
        </Checkbox>
      ))}
    </div>
  );
}

function Rates(props: { rates: Options['rates']; onChange: (rates: Options['rates']) => void }) {
  const t = useWords();
  const [text, setText] = useState(ratesText(props.rates));
  const isRead = ratesOf(text) !== null;
  return (
    <Named label={t('option.rates')}>
      <Input
        aria-label={t('option.rates')}
        value={text}
        placeholder={t('option.rates.example')}
        status={isRead ? undefined : 'error'}
        onChange={(event) => {
          setText(event.target.value);
          const rates = ratesOf(event.target.value);
          if (rates) props.onChange(rates);
        }}
      />
      {!isRead && <span role="alert">{t('option.rates.unread')}</span>}
    </Named>
  );
}

function Named({ label, children }: { label: string; children: ReactNode }) {
  return (
    <label>
      <span className="soft">{label}</span>
      {children}
    </label>
  );
}
