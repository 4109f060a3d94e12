/** A file to be imported: which table it is and of which shop. Nothing lands until it was looked at. */
import { Alert, Collapse, Form, Input, Select } from 'antd';
import { useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { useShops } from '../../../shared/api/shops';
import { FormDrawer } from '../../../shared/ui/FormDrawer';
import { Meter } from '../../../shared/ui/Meter';
import { Ready } from '../../../shared/ui/State';
import { keys, KINDS, LAYOUTS, upload, type Import, type Upload } from '../api';
import { FileField } from '../parts/FileField';
import { urls } from '../urls';
import { useWords } from '../words';

export function Component() {
  const t = useWords();
  const navigate = useNavigate();
  const shops = useShops();
  const againId = Number(useSearchParams()[0].get('again')) || undefined;
  const [share, setShare] = useState<number>();
  const send = (wish: Upload) => {
    setShare(0);
    return upload({ ...wish, againId }, setShare).finally(() => setShare(undefined));
  };
  return (
    <FormDrawer<Upload, Import>
      title={againId ? t('new.again', { id: againId }) : t('import.add')}
      act={t('new.act')}
      initial={{ kind: 'orders', layout: 'auto' }}
      save={send}
      refresh={[keys.imports]}
      said={t('new.said')}
      then={(made) => void navigate(urls.one(made.id))}
    >
      {againId ? (
        <Alert type="info" showIcon title={t('new.again.text')} />
      ) : (
        <Form.Item name="file" label={t('new.file')} rules={[{ required: true }]}>
          <FileField />
        </Form.Item>
      )}
      {share !== undefined && <Meter share={share} label={t('new.sending')} />}
      <Form.Item name="kind" label={t('new.kind')} rules={[{ required: true }]}>
        <Select options={KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))} />
      </Form.Item>
      <Ready of={shops} lines={1}>
        {({ items }) => (
          <Form.Item name="shop_id" label={t('import.shop')} rules={[{ required: true }]}>
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
      <Collapse
        ghost
        items={[{ key: 'more', label: t('new.more'), forceRender: true, children: <More /> }]}
      />
    </FormDrawer>
  );
}

function More() {
  const t = useWords();
  return (
    <>
      <Form.Item name="layout" label={t('import.layout')} extra={t('new.layout.hint')}>
        <Select options={LAYOUTS.map((value) => ({ value, label: t(`layout.${value}`) }))} />
      </Form.Item>
      <Form.Item name="encoding" label={t('new.encoding')} extra={t('new.encoding.hint')}>
        <Input maxLength={20} placeholder={t('new.encoding.example')} />
      </Form.Item>
      <Form.Item name="sheet" label={t('new.sheet')} extra={t('new.sheet.hint')}>
        <Input maxLength={100} />
      </Form.Item>
    </>
  );
}
