/** The rule builder: groups of conditions, nested, each of which can be turned into its opposite. */
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Checkbox, Segmented } from 'antd';
import type { Fields } from '../api';
import {
  added,
  asGroup,
  fresh,
  isGroup,
  replaced,
  unwrapped,
  without,
  wrapped,
  type Group,
  type Rule,
} from '../rule';
import { useWords } from '../words';
import { Condition } from './Condition';
import css from './Builder.module.css';

interface BuilderProps {
  fields: Fields;
  group: Group;
  onChange: (group: Group) => void;
  depth?: number;
  name?: string;
}

export function Builder({ fields, group, onChange, depth = 0, name }: BuilderProps) {
  const t = useWords();
  const label = name ?? t('builder.rule');
  const mayNest = depth + 2 < fields.limits.depth;
  return (
    <fieldset className={css.group} data-depth={depth % 2}>
      <legend className={css.legend}>{label}</legend>
      <Segmented<Group['kind']>
        size="small"
        aria-label={t('builder.join', { name: label })}
        value={group.kind}
        options={[
          { value: 'all', label: t('builder.all') },
          { value: 'any', label: t('builder.any') },
        ]}
        onChange={(kind) => onChange({ ...group, kind })}
      />
      <ol className={css.rules}>
        {group.rules.map((rule, at) => (
          <Item
            key={at}
            fields={fields}
            rule={rule}
            name={t('builder.number', { name: label, number: at + 1 })}
            depth={depth}
            onChange={(next) => onChange(replaced(group, at, next))}
            onRemove={() => onChange(without(group, at))}
          />
        ))}
      </ol>
      <div className={css.adds}>
        <Button icon={<PlusOutlined />} onClick={() => onChange(added(group, fresh('orders')))}>
          {t('builder.add')}
        </Button>
        {mayNest && (
          <Button
            type="text"
            icon={<PlusOutlined />}
            onClick={() => onChange(added(group, { kind: 'any', rules: [fresh('trait')] }))}
          >
            {t('builder.nest')}
          </Button>
        )}
      </div>
    </fieldset>
  );
}

interface ItemProps {
  fields: Fields;
  rule: Rule;
  name: string;
  depth: number;
  onChange: (rule: Rule) => void;
  onRemove: () => void;
}

function Item({ fields, rule, name, depth, onChange, onRemove }: ItemProps) {
  const t = useWords();
  const { rule: inner, isNot } = unwrapped(rule);
  const set = (next: Rule) => onChange(wrapped(next, isNot));
  return (
    <li className={css.item}>
      <Checkbox
        checked={isNot}
        aria-label={t('builder.not.of', { name })}
        onChange={(event) => onChange(wrapped(inner, event.target.checked))}
      >
        {t('builder.not')}
      </Checkbox>
      <div className={css.inner}>
        {isGroup(inner) ? (
          <Builder
            fields={fields}
            group={asGroup(inner)}
            name={name}
            depth={depth + 1}
            onChange={set}
          />
        ) : (
          <Condition fields={fields} rule={inner} name={name} onChange={set} />
        )}
      </div>
      <Button
        type="text"
        icon={<DeleteOutlined />}
        aria-label={t('builder.remove', { name })}
        onClick={onRemove}
      />
    </li>
  );
}
