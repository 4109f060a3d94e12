/** Another name, other keys, more or less often. */
import { Form, Input, InputNumber } from 'antd';
import { useNavigate, useParams } from 'react-router';
import { DetailDrawer } from '../../../shared/ui/DetailDrawer';
import { FormDrawer } from '../../../shared/ui/FormDrawer';
import { Ready } from '../../../shared/ui/State';
import { changeConnection, keys, useConnection, useKinds } from '../api';
import { Fields, filled } from '../parts/Fields';
import { useWords } from '../words';

interface Values {
  name: string;
  every_minutes: number;
  settings?: Record<string, string | undefined>;
}

export function Component() {
  const t = useWords();
  const id = Number(useParams()['connectionId']);
  const found = useConnection(id);
  const kinds = useKinds();
  const navigate = useNavigate();
  const kind = kinds.data?.find((one) => one.name === found.data?.kind);
  if (!found.data || !kind) {
    return (
      <DetailDrawer title={t('change')} width={480}>
        <Ready of={found}>{() => null}</Ready>
      </DetailDrawer>
    );
  }
  const { name, every_minutes, settings } = found.data;
  return (
    <FormDrawer<Values>
      title={t('change')}
      initial={{ name, every_minutes, settings }}
      save={(values) => changeConnection(id, { ...values, settings: filled(values.settings) })}
      refresh={[keys.connections, keys.one]}
      then={() => void navigate(-1)}
    >
      <Form.Item name="name" label={t('name')} rules={[{ required: true, whitespace: true }]}>
        <Input maxLength={120} />
      </Form.Item>
      <Fields kind={kind} isKnown />
      {kind.is_asked && (
        <Form.Item name="every_minutes" label={t('every')} rules={[{ required: true }]}>
          <InputNumber min={1} max={1440} precision={0} />
        </Form.Item>
      )}
    </FormDrawer>
  );
}
