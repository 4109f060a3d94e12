/** A new connection: first the platform, then what it asks for. */
import { Alert, Button, Form, Input, Select } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useShops } from '../../../shared/api/shops';
import { useSharedWords } from '../../../shared/i18n/words';
import { DetailDrawer } from '../../../shared/ui/DetailDrawer';
import { FormDrawer } from '../../../shared/ui/FormDrawer';
import { CopyText } from '../../../shared/ui/small';
import { Ready } from '../../../shared/ui/State';
import { createConnection, keys, useKinds, type ConnectionMade, type Kind } from '../api';
import { Fields, filled } from '../parts/Fields';
import { useSaid } from '../parts/pieces';
import { urls } from '../urls';
import { useWords } from '../words';

interface Values {
  kind: string;
  name: string;
  shop_id: number;
  settings?: Record<string, string | undefined>;
}

export function Component() {
  const t = useWords();
  const kinds = useKinds();
  const shops = useShops();
  const navigate = useNavigate();
  const [made, setMade] = useState<ConnectionMade>();
  if (made) return <Made row={made} />;
  return (
    <FormDrawer<Values, ConnectionMade>
      title={t('add')}
      act={t('add')}
      said={t('added')}
      initial={{}}
      save={({ kind, name, shop_id, settings }) =>
        createConnection({ kind, name, shop_id, settings: filled(settings) })
      }
      refresh={[keys.connections]}
      then={(row) => {
        if (Object.keys(row.made).length > 0) setMade(row);
        else void navigate(urls.one(row.id));
      }}
    >
      <Ready of={kinds} lines={2}>
        {(found) => <Platform kinds={found} />}
      </Ready>
      <Form.Item name="name" label={t('name')} rules={[{ required: true, whitespace: true }]}>
        <Input maxLength={120} />
      </Form.Item>
      <Ready of={shops} lines={1}>
        {({ items }) => (
          <Form.Item
            name="shop_id"
            label={t('shop')}
            extra={t('shop.hint')}
            rules={[{ required: true }]}
          >
            <Select
              showSearch
              optionFilterProp="label"
              options={items
                .filter((shop) => shop.is_active)
                .map(({ id, name }) => ({ value: id, label: name }))}
            />
          </Form.Item>
        )}
      </Ready>
    </FormDrawer>
  );
}

/** Secrets that were made here: now and never again. */
function Made({ row }: { row: ConnectionMade }) {
  const t = useWords();
  const shared = useSharedWords();
  const navigate = useNavigate();
  return (
    <DetailDrawer title={t('made.title')} width={480}>
      <div style={{ display: 'grid', gap: 16 }}>
        <Alert type="warning" showIcon title={t('made.secret')} description={t('made.text')} />
        {Object.entries(row.made).map(([name, secret]) => (
          <CopyText key={name} text={secret} label={t('made')} />
        ))}
        <CopyText text={row.hook_url} label={t('hook')} />
        <Button onClick={() => void navigate(urls.one(row.id))}>{shared('close')}</Button>
      </div>
    </DetailDrawer>
  );
}

function Platform({ kinds }: { kinds: readonly Kind[] }) {
  const t = useWords();
  const said = useSaid();
  const form = Form.useFormInstance<Values>();
  const [name, setName] = useState('');
  const kind = kinds.find((one) => one.name === name);
  const choose = (value: string) => {
    setName(value);
    const fields = kinds.find((one) => one.name === value)?.fields ?? [];
    const given = fields.filter((one) => one.default !== '');
    const settings = Object.fromEntries(given.map((one) => [one.name, one.default]));
    form.setFieldsValue({ settings });
  };
  return (
    <>
      <Form.Item name="kind" label={t('kind')} rules={[{ required: true }]}>
        <Select
          showSearch
          optionFilterProp="label"
          onChange={choose}
          options={kinds.map((one) => ({ value: one.name, label: said(one.words) }))}
        />
      </Form.Item>
      {kind && (
        <>
          <Alert type="info" showIcon title={said(kind.hint)} style={{ marginBlockEnd: 16 }} />
          <Fields kind={kind} />
        </>
      )}
    </>
  );
}
