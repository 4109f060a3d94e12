/** A new source; its write key is shown at once. */
import { Alert, Form, Input, Select } from 'antd';
import { useState } from 'react';
import { useShops } from '../../../shared/api/shops';
import { DetailDrawer } from '../../../shared/ui/DetailDrawer';
import { FormDrawer } from '../../../shared/ui/FormDrawer';
import { LinkButton } from '../../../shared/ui/LinkButton';
import { CopyText } from '../../../shared/ui/small';
import { Ready } from '../../../shared/ui/State';
import { createSource, keys, type SourceMade } from '../api';
import css from '../parts/parts.module.css';
import { urls } from '../urls';
import { useWords } from '../words';

interface Values {
  name: string;
  kind: 'http';
  shop_id: number;
}

export function Component() {
  const t = useWords();
  const shops = useShops();
  const [made, setMade] = useState<SourceMade>();
  if (made) return <Made source={made} />;
  return (
    <FormDrawer<Values, SourceMade>
      title={t('source.add')}
      act={t('source.add')}
      said=""
      initial={{ kind: 'http' }}
      save={createSource}
      refresh={[keys.sources]}
      then={setMade}
    >
      <Form.Item
        name="name"
        label={t('source.name')}
        extra={t('source.name.hint')}
        rules={[{ required: true, whitespace: true }]}
      >
        <Input maxLength={120} autoFocus />
      </Form.Item>
      <Form.Item name="kind" label={t('source.kind')} rules={[{ required: true }]}>
        <Select options={[{ value: 'http', label: t('source.kind.http') }]} />
      </Form.Item>
      <Ready of={shops} lines={1}>
        {({ items }) => (
          <Form.Item
            name="shop_id"
            label={t('source.shop')}
            extra={t('source.shop.hint')}
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

function Made({ source }: { source: SourceMade }) {
  const t = useWords();
  return (
    <DetailDrawer title={source.name} width={480}>
      <div className={css.stack}>
        <Alert
          type="success"
          showIcon
          title={t('source.made')}
          description={t('source.made.text')}
        />
        <h3>{t('source.made.title')}</h3>
        <CopyText text={source.write_key} label={t('key.label')} />
        <div>
          <LinkButton type="primary" to={urls.source(source.id)}>
            {t('source.made.go')}
          </LinkButton>
        </div>
      </div>
    </DetailDrawer>
  );
}
