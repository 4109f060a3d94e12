/** An address that nothing shall be sent to from now on. */
import { Form, Input, Select } from 'antd';
import { FormDrawer } from '../../../shared/ui/FormDrawer';
import { addSuppression, CHANNELS, keys } from '../consent';
import { useKnown } from '../parts/useKnown';
import { useWords } from '../words';

interface Values {
  channel: string;
  address: string;
}

export function Component() {
  const t = useWords();
  const known = useKnown();
  const channels = CHANNELS.map((value) => ({ value, label: known('channel', value) }));
  return (
    <FormDrawer<Values, { id: number }>
      title={t('suppression.add')}
      act={t('suppression.add')}
      said={t('suppression.added')}
      initial={{ channel: 'email' }}
      save={async (values) => ({ id: (await addSuppression(values)).id ?? 0 })}
      refresh={[keys.suppressions]}
    >
      <Form.Item name="channel" label={t('suppression.channel')} rules={[{ required: true }]}>
        <Select options={channels} />
      </Form.Item>
      <Form.Item
        name="address"
        label={t('suppression.address')}
        extra={t('suppression.address.hint')}
        rules={[{ required: true }]}
      >
        <Input maxLength={254} autoFocus autoComplete="off" />
      </Form.Item>
    </FormDrawer>
  );
}
