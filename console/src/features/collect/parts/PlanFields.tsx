/** The fields of a plan's form: what becomes of messages that are otherwise, and the properties. */
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Checkbox, Form, Input, Radio, Select } from 'antd';
import { useSharedWords } from '../../../shared/i18n/words';
import { MODES, type Mode } from '../api';
import { TYPES, type FieldValues } from '../fields';
import { useWords } from '../words';
import css from './parts.module.css';

export interface PlanValues {
  name: string;
  mode: Mode;
  fields?: Partial<FieldValues>[];
}

export function PlanFields() {
  const t = useWords();
  return (
    <>
      <Form.Item name="mode" label={t('plan.mode')} rules={[{ required: true }]}>
        <Radio.Group
          vertical
          aria-label={t('plan.mode')}
          options={MODES.map((value) => ({
            value,
            label: (
              <>
                {t(`plan.mode.${value}`)}{' '}
                <span className="soft">{t(`plan.mode.${value}.text`)}</span>
              </>
            ),
          }))}
        />
      </Form.Item>
      <h3>{t('plan.fields')}</h3>
      <Form.List name="fields">
        {(rows, { add, remove }) => (
          <div className={css.part}>
            {rows.length === 0 && <p className="soft">{t('plan.fields.none')}</p>}
            {rows.map(({ key, name }) => (
              <OneField key={key} place={name} onRemove={() => remove(name)} />
            ))}
            <div className={css.add}>
              <Button icon={<PlusOutlined />} onClick={() => add({ type: 'text' })}>
                {t('plan.field.add')}
              </Button>
            </div>
          </div>
        )}
      </Form.List>
    </>
  );
}

function OneField({ place, onRemove }: { place: number; onRemove: () => void }) {
  const t = useWords();
  const shared = useSharedWords();
  return (
    <div className={css.field}>
      <Form.Item
        name={[place, 'name']}
        label={t('plan.field.name')}
        rules={[{ required: true, whitespace: true, message: shared('required') }]}
      >
        <Input maxLength={100} autoComplete="off" />
      </Form.Item>
      <Form.Item name={[place, 'type']} label={t('plan.field.type')} required>
        <Select options={TYPES.map((value) => ({ value, label: t(`type.${value}`) }))} />
      </Form.Item>
      <Button
        type="text"
        className={css.drop}
        icon={<DeleteOutlined />}
        aria-label={t('plan.field.remove', { number: place + 1 })}
        onClick={onRemove}
      />
      <Form.Item
        name={[place, 'allowed']}
        label={t('plan.field.allowed')}
        extra={t('plan.field.allowed.hint')}
      >
        <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={[',', '\n']} />
      </Form.Item>
      <Form.Item className={css.check} name={[place, 'is_required']} valuePropName="checked">
        <Checkbox>{t('plan.field.required')}</Checkbox>
      </Form.Item>
    </div>
  );
}
