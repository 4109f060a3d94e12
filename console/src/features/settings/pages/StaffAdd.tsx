/** Add a person to the workspace. */
import { Form, Input } from 'antd';
import { FormDrawer } from '../../../shared/ui/FormDrawer';
import { addStaff, keys, type Member } from '../api';
import {
  RoleField,
  scopeOf,
  scopeValues,
  ShopsField,
  TeamsField,
  type ScopeValues,
} from '../parts/ScopeFields';
import { useWords } from '../words';

interface Values extends ScopeValues {
  email: string;
  name: string;
  role: string;
  password?: string;
  team_ids?: number[];
}

export function Component() {
  const t = useWords();
  return (
    <FormDrawer<Values, Member>
      title={t('staff.add')}
      act={t('staff.add')}
      initial={{ role: 'marketer', ...scopeValues(null) }}
      save={({ is_every_shop, shop_ids, password = '', name = '', ...values }) =>
        addStaff({
          ...values,
          name,
          password: password || null,
          shop_ids: scopeOf({ is_every_shop, shop_ids }),
        })
      }
      refresh={[keys.staff]}
    >
      <Form.Item
        name="email"
        label={t('staff.email')}
        rules={[{ required: true, type: 'email', message: t('staff.email.wrong') }]}
      >
        <Input autoComplete="off" autoFocus />
      </Form.Item>
      <Form.Item name="name" label={t('staff.name')}>
        <Input maxLength={80} autoComplete="off" />
      </Form.Item>
      <RoleField />
      <TeamsField />
      <ShopsField />
      <Form.Item name="password" label={t('staff.password')} extra={t('staff.password.hint')}>
        <Input.Password autoComplete="new-password" />
      </Form.Item>
    </FormDrawer>
  );
}
