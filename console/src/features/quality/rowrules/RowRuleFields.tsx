/** The fields of a rule for rows, and what it would have done to what has landed. */
import { Alert, Button, Checkbox, Form, Input, InputNumber, Radio, Select } from 'antd';
import { useFormat } from '../../../shared/session';
import { useWords } from '../words';
import { usePreview, type Of, type Subject } from './api';
import { Found } from './Found';
import { useField } from './saying';
import { partsOf, ruleOf, unitOf, type TestKind, type Values } from './values';

interface FieldsProps {
  of: Of;
  subjects: readonly Subject[];
}

export function RowRuleFields({ of, subjects }: FieldsProps) {
  const t = useWords();
  const named = useField();
  const { kind } = partsOf(Form.useWatch('what', Form.useFormInstance<Values>()) ?? '');
  const isConnection = of.source_kind === 'connection';
  const options = subjects.flatMap(({ field, tests }) =>
    tests.map((test) => ({
      value: `${field}.${test}`,
      label: t('row.what.one', { field: named(field), test: t(`row.test.${test}`) }),
    })),
  );
  return (
    <>
      <Form.Item name="what" label={t('row.what')} required>
        <Select options={options} listHeight={400} />
      </Form.Item>
      <Asked kind={kind} />
      <Form.Item name="severity" label={t('row.severity.ask')} required>
        <Radio.Group
          options={[
            { value: 'warn', label: t('row.severity.warn.text') },
            { value: 'hold', label: t('row.severity.hold.text'), disabled: isConnection },
          ]}
        />
      </Form.Item>
      <Form.Item name="is_on" valuePropName="checked">
        <Checkbox>{t('leaving.on')}</Checkbox>
      </Form.Item>
      <Trial of={of} subjects={subjects} />
    </>
  );
}

/** What the chosen test needs to know. */
function Asked({ kind }: { kind: TestKind }) {
  const t = useWords();
  switch (kind) {
    case 'range':
      return (
        <>
          <Form.Item name="low" label={t('row.low')}>
            <InputNumber controls={false} style={{ width: '100%' }} />
          </Form.Item>
          <Form.Item name="high" label={t('row.high')}>
            <InputNumber controls={false} style={{ width: '100%' }} />
          </Form.Item>
        </>
      );
    case 'age':
      return (
        <>
          <Form.Item name="days" label={t('row.days')} extra={t('row.days.hint')}>
            <InputNumber min={1} max={36500} precision={0} style={{ width: '100%' }} />
          </Form.Item>
          <Form.Item name="not_in_future" valuePropName="checked">
            <Checkbox>{t('row.future')}</Checkbox>
          </Form.Item>
        </>
      );
    case 'pattern':
      return (
        <Form.Item
          name="pattern"
          label={t('row.pattern')}
          extra={t('row.pattern.hint')}
          rules={[{ required: true, whitespace: true }]}
        >
          <Input maxLength={100} autoComplete="off" />
        </Form.Item>
      );
    case 'one_of':
      return (
        <Form.Item
          name="values"
          label={t('row.values')}
          rules={[{ required: true, whitespace: true }]}
        >
          <Input.TextArea rows={4} autoComplete="off" />
        </Form.Item>
      );
    default:
      return null;
  }
}

function Trial({ of, subjects }: FieldsProps) {
  const t = useWords();
  const { currency } = useFormat();
  const form = Form.useFormInstance<Values>();
  const look = usePreview(of);
  // What was counted was counted of another rule.
  const isOld = JSON.stringify(Form.useWatch([], form)) !== JSON.stringify(look.variables?.values);
  const ask = async () => {
    const values = await form.validateFields();
    const { field } = partsOf(values.what);
    look.mutate({ values, body: ruleOf(values, unitOf(subjects, field, currency)) });
  };
  return (
    <div style={{ marginBottom: 16 }}>
      <Button onClick={() => void ask().catch(() => undefined)} loading={look.isPending}>
        {t('row.preview')}
      </Button>
      {look.data && look.variables && !isOld && (
        <Found
          of={look.data}
          field={partsOf(look.variables.values.what).field}
          severity={look.variables.values.severity}
          isOfProducts={of.source_kind === 'file_products'}
          subjects={subjects}
        />
      )}
      {look.data && isOld && <Alert type="info" style={{ marginTop: 12 }} title={t('row.old')} />}
    </div>
  );
}
