/** One condition on a line: its kind, then what that kind asks. */
import { Select } from 'antd';
import type { ReactNode } from 'react';
import { useShops } from '../../../shared/api/shops';
import { useLanguage } from '../../../shared/preferences';
import { fetchSegments, type Fields } from '../api';
import { useQuery } from '../../../shared/api/queries';
import { firstValue, fresh, type Rule } from '../rule';
import { useWords } from '../words';
import { ValueInput, type ValueType } from './ValueInput';
import { WindowInput } from './WindowInput';
import css from './Builder.module.css';

export interface ConditionProps {
  fields: Fields;
  rule: Rule;
  name: string;
  onChange: (rule: Rule) => void;
}

interface Word {
  value: string;
  zh: string;
  en: string;
}

/** Words of the server's registry as options in the language in force. */
export function useOptions(): (words: readonly Word[]) => { value: string; label: string }[] {
  const language = useLanguage();
  return (words) =>
    words.map((word) => ({
      value: word.value,
      label: language === 'zh-CN' ? word.zh : word.en,
    }));
}

export function Condition(props: ConditionProps) {
  const t = useWords();
  const options = useOptions();
  const { fields, rule, name, onChange } = props;
  return (
    <div className={css.line}>
      <Select
        aria-label={t('condition.kind', { name })}
        value={rule.kind}
        style={{ width: 132 }}
        options={options(fields.kinds)}
        onChange={(kind) => onChange(fresh(kind))}
      />
      {PARTS[rule.kind]?.(props)}
    </div>
  );
}

const PARTS: Record<string, (props: ConditionProps) => ReactNode> = {
  trait: (props) => <TraitParts {...props} />,
  orders: (props) => <OrdersParts {...props} />,
  events: (props) => <CountedParts {...props} part="event" />,
  messages: (props) => <CountedParts {...props} part="did" />,
  identity: (props) => <IdentityParts {...props} />,
  consent: (props) => <ConsentParts {...props} />,
  membership: (props) => <MemberParts {...props} />,
  shop: (props) => <ShopParts {...props} />,
  created: (props) => <WindowInput {...props} />,
};

function TraitParts({ fields, rule, name, onChange }: ConditionProps) {
  const t = useWords();
  const language = useLanguage();
  const attributes = fields.attributes.map((one) => `attributes.${one}`);
  const trait = fields.traits.find((one) => one.name === rule.name);
  const type = trait?.type ?? 'text';
  const choose = (chosen: string) => {
    const next = fields.traits.find((one) => one.name === chosen);
    const op = next?.operators[0] ?? 'eq';
    const takes = operatorOf(fields, next?.type ?? 'text', op)?.takes ?? 'one';
    onChange({
      kind: 'trait',
      name: chosen,
      op,
      value: firstValue(takes, next?.type ?? 'text'),
    });
  };
  return (
    <>
      <Select
        showSearch={{ optionFilterProp: 'label' }}
        aria-label={t('condition.trait', { name })}
        value={rule.name as string}
        style={{ width: 180 }}
        options={[
          ...fields.traits.map((one) => ({
            value: one.name,
            label: language === 'zh-CN' ? one.zh : one.en,
          })),
          ...attributes.map((one) => ({ value: one, label: one.slice('attributes.'.length) })),
        ]}
        onChange={choose}
      />
      <Compared
        {...{ fields, rule, name, onChange, type }}
        allowed={trait?.operators}
        of={rule.name as string}
        choices={trait?.options}
      />
    </>
  );
}

function operatorOf(fields: Fields, type: string, op: string) {
  return (fields.operators[type] as { value: string; takes: string }[] | undefined)?.find(
    (one) => one.value === op,
  );
}

interface ComparedProps extends ConditionProps {
  type: ValueType;
  allowed?: readonly string[];
  of?: string;
  choices?: readonly Word[];
}

function Compared(props: ComparedProps) {
  const { fields, rule, name, onChange, type, allowed } = props;
  const t = useWords();
  const options = useOptions();
  const all = (fields.operators[type] ?? []) as (Word & { takes: string })[];
  const shown = allowed ? all.filter((one) => allowed.includes(one.value)) : all;
  const takes = all.find((one) => one.value === rule.op)?.takes ?? 'one';
  const choose = (op: string) => {
    const next = all.find((one) => one.value === op)?.takes ?? 'one';
    const value = next === takes ? rule.value : firstValue(next, type);
    onChange({ ...rule, op, value });
  };
  return (
    <>
      <Select
        aria-label={t('condition.operator', { name })}
        value={rule.op as string}
        style={{ width: 128 }}
        options={options(shown)}
        onChange={choose}
      />
      <ValueInput
        type={type}
        takes={takes}
        name={name}
        value={rule.value}
        of={props.of}
        choices={props.choices && options(props.choices)}
        units={options(fields.units)}
        onChange={(value) => onChange({ ...rule, value })}
      />
    </>
  );
}

function OrdersParts(props: ConditionProps) {
  const { fields, rule, name, onChange } = props;
  const t = useWords();
  const options = useOptions();
  const measure = fields.measures.find((one) => one.value === rule.measure);
  const of = rule.of as { kind: string; categories: string[] } | undefined;
  const choose = (value: string) => {
    const next = fields.measures.find((one) => one.value === value);
    const op = next?.operators[0] ?? 'gte';
    const takes = operatorOf(fields, next?.type ?? 'number', op)?.takes ?? 'one';
    const first = firstValue(takes, next?.type ?? 'number');
    onChange({ ...rule, measure: value, op, value: first });
  };
  return (
    <>
      <Select
        aria-label={t('condition.measure', { name })}
        value={rule.measure as string}
        style={{ width: 150 }}
        options={options(fields.measures)}
        onChange={choose}
      />
      <Compared {...props} type={measure?.type ?? 'number'} allowed={measure?.operators} />
      <WindowInput {...props} />
      <ValueInput
        type="list"
        takes="many"
        name={t('condition.categories', { name })}
        hint={t('condition.categories.any')}
        of="category"
        value={of?.kind === 'categories' ? of.categories : []}
        units={[]}
        onChange={(values) =>
          onChange({
            ...rule,
            of: (values as string[]).length
              ? { kind: 'categories', categories: values }
              : undefined,
          })
        }
      />
    </>
  );
}

function CountedParts(props: ConditionProps & { part: 'event' | 'did' }) {
  const { fields, rule, name, onChange, part } = props;
  const t = useWords();
  const options = useOptions();
  const choices =
    part === 'did' ? options(fields.did) : fields.events.map((value) => ({ value, label: value }));
  return (
    <>
      <Select
        aria-label={t('condition.what', { name })}
        value={(rule[part] as string) || undefined}
        placeholder={t('condition.choose')}
        style={{ width: 160 }}
        options={choices}
        onChange={(value) => onChange({ ...rule, [part]: value })}
      />
      <Compared {...props} type="number" />
      <WindowInput {...props} />
    </>
  );
}

function IdentityParts({ fields, rule, name, onChange }: ConditionProps) {
  const t = useWords();
  const options = useOptions();
  return (
    <>
      <Select
        aria-label={t('condition.known', { name })}
        value={rule.present !== false}
        style={{ width: 100 }}
        options={[
          { value: true, label: t('identity.has') },
          { value: false, label: t('identity.hasnot') },
        ]}
        onChange={(present) => onChange({ ...rule, present })}
      />
      <Select
        aria-label={t('condition.what', { name })}
        value={rule.has as string}
        style={{ width: 140 }}
        options={options(fields.has)}
        onChange={(has) => onChange({ ...rule, has })}
      />
    </>
  );
}

function ConsentParts({ fields, rule, name, onChange }: ConditionProps) {
  const t = useWords();
  const options = useOptions();
  const parts = [
    ['purpose', fields.purposes],
    ['channel', fields.channels],
    ['state', fields.consent_states],
  ] as const;
  return (
    <>
      {parts.map(([part, words]) => (
        <Select
          key={part}
          aria-label={t(`consent.${part}`, { name })}
          value={rule[part] as string}
          style={{ width: 128 }}
          options={options(words)}
          onChange={(value) => onChange({ ...rule, [part]: value })}
        />
      ))}
    </>
  );
}

function MemberParts({ rule, name, onChange }: ConditionProps) {
  const t = useWords();
  const asked = useQuery({
    queryKey: ['segments', 'choices'],
    queryFn: () => fetchSegments({ q: '', sort: 'name', cursor: '', limit: 200, filters: {} }),
  });
  return (
    <>
      <Select
        aria-label={t('condition.known', { name })}
        value={rule.member !== false}
        style={{ width: 110 }}
        options={[
          { value: true, label: t('member.in') },
          { value: false, label: t('member.out') },
        ]}
        onChange={(member) => onChange({ ...rule, member })}
      />
      <Select
        showSearch={{ optionFilterProp: 'label' }}
        aria-label={t('condition.segment', { name })}
        value={rule.segment_id as number | undefined}
        placeholder={t('condition.choose')}
        style={{ width: 240 }}
        options={asked.data?.items.map((one) => ({ value: one.id, label: one.name }))}
        onChange={(segment_id) => onChange({ ...rule, segment_id })}
      />
    </>
  );
}

function ShopParts({ rule, name, onChange }: ConditionProps) {
  const t = useWords();
  const shops = useShops();
  return (
    <Select
      mode="multiple"
      aria-label={t('condition.shops', { name })}
      value={rule.shops as number[]}
      placeholder={t('condition.choose')}
      style={{ minWidth: 240 }}
      options={shops.data?.items.map((shop) => ({ value: shop.id, label: shop.name }))}
      onChange={(chosen) => onChange({ ...rule, shops: chosen })}
    />
  );
}
