/** A household or company that a person makes, beginning with one customer. */
import { Form, Input, InputNumber, Radio } from 'antd';
import { useNavigate } from 'react-router';
import { FormDrawer } from '../../../../shared/ui/FormDrawer';
import { createGroup, keys, KINDS, type Group } from '../together';
import { urls } from '../urls';
import { useWords } from '../words';

interface Values {
  kind: (typeof KINDS)[number];
  name?: string;
  customer_id: number;
}

export function Component() {
  const t = useWords();
  const navigate = useNavigate();
  const kinds = KINDS.map((value) => ({ value, label: t(`group.${value}`) }));
  return (
    <FormDrawer<Values, Group>
      title={t('group.add')}
      act={t('group.add')}
      said={t('group.added')}
      initial={{ kind: 'household' }}
      save={({ kind, name = '', customer_id: customer }) =>
        createGroup({ kind, name, customer_ids: [customer] })
      }
      refresh={[keys.groups]}
      then={(group) => void navigate(urls.group(group.id))}
    >
      <Form.Item name="kind" label={t('group.kind')} required>
        <Radio.Group options={kinds} />
      </Form.Item>
      <Form.Item name="name" label={t('group.name')} extra={t('group.name.text')}>
        <Input maxLength={120} autoComplete="off" />
      </Form.Item>
      <Form.Item name="customer_id" label={t('group.first')} rules={[{ required: true }]}>
        <InputNumber min={1} precision={0} controls={false} style={{ width: '100%' }} />
      </Form.Item>
    </FormDrawer>
  );
}
