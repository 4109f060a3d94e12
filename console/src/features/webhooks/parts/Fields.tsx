/** What a webhook's form asks. */
import { Form, Input, Select } from 'antd';
import { useKinds } from '../api';
import { useWords } from '../words';
import { kindName } from './pieces';

export function Fields() {
  const t = useWords();
  const kinds = useKinds();
  return (
    <>
      <Form.Item name="name" label={t('webhook.name')} rules={[{ required: true }]}>
        <Input maxLength={120} autoFocus />
      </Form.Item>
      <Form.Item
        name="url"
        label={t('webhook.url')}
        extra={t('webhook.url.hint')}
        rules={[{ required: true }]}
      >
        <Input maxLength={1000} placeholder={t('webhook.url.example')} inputMode="url" />
      </Form.Item>
      <Form.Item name="kinds" label={t('webhook.kinds')} extra={t('webhook.kinds.hint')}>
        <Select
          mode="multiple"
          allowClear
          loading={kinds.isPending}
          placeholder={t('webhook.kinds.all')}
          optionFilterProp="label"
          options={(kinds.data ?? []).map((kind) => ({
            value: kind,
            label: [kindName(kind), kind].join(' · '),
          }))}
        />
      </Form.Item>
    </>
  );
}
