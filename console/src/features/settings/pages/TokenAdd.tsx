/** A new token: its text is shown here and never again. */
import { Alert, Button, Form, Input, Select } from 'antd';
import { useState } from 'react';
import { CopyText } from '../../../shared/ui/small';
import { DetailDrawer, useCloseDrawer } from '../../../shared/ui/DetailDrawer';
import { FormDrawer } from '../../../shared/ui/FormDrawer';
import { useSharedWords } from '../../../shared/i18n/words';
import { createToken, keys } from '../api';
import {
  RoleField,
  scopeOf,
  scopeValues,
  ShopsField,
  type ScopeValues,
} from '../parts/ScopeFields';
import { useWords } from '../words';

interface Values extends ScopeValues {
  name: string;
  role: string;
  days: number;
}

const NEVER = 0;

export function Component() {
  const t = useWords();
  const [made, setMade] = useState('');
  if (made) return <Made token={made} />;
  const ends = [30, 90, 365].map((days) => ({
    value: days,
    label: t('token.expires.days', { count: days }),
  }));
  return (
    <FormDrawer<Values, { token: string }>
      title={t('token.add')}
      act={t('token.add')}
      said=""
      initial={{ role: 'analyst', days: 90, ...scopeValues(null) }}
      save={({ name, role, days, ...scope }) =>
        createToken({
          name,
          role,
          shop_ids: scopeOf(scope),
          expires_at: endAfter(days, new Date()),
        })
      }
      refresh={[keys.tokens]}
      then={({ token }) => setMade(token)}
    >
      <Form.Item
        name="name"
        label={t('token.name')}
        extra={t('token.name.hint')}
        rules={[{ required: true }]}
      >
        <Input maxLength={80} autoFocus />
      </Form.Item>
      <RoleField hint={t('token.role.hint')} />
      <ShopsField />
      <Form.Item name="days" label={t('token.expires')}>
        <Select options={[...ends, { value: NEVER, label: t('token.expires.never') }]} />
      </Form.Item>
    </FormDrawer>
  );
}

function endAfter(days: number, now: Date): string | null {
  return days === NEVER ? null : new Date(now.getTime() + days * 86_400_000).toISOString();
}

function Made({ token }: { token: string }) {
  const t = useWords();
  const shared = useSharedWords();
  const close = useCloseDrawer();
  return (
    <DetailDrawer title={t('token.add')} width={480}>
      <div style={{ display: 'grid', gap: 16 }}>
        <Alert type="warning" showIcon title={t('token.made')} description={t('token.made.text')} />
        <CopyText text={token} label={t('token.text')} />
        <h3>{t('token.made.header')}</h3>
        <CopyText text={`Authorization: Bearer ${token}`} label={t('token.made.header')} />
        <Button onClick={close}>{shared('close')}</Button>
      </div>
    </DetailDrawer>
  );
}
