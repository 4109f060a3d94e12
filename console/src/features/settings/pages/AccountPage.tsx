/** One's own name, password and second factor. */
import { Form, Input } from 'antd';
import { useSharedWords } from '../../../shared/i18n/words';
import { useSession } from '../../../shared/session';
import { InlineForm } from '../../../shared/ui/FormDrawer';
import { Page, Panel } from '../../../shared/ui/Page';
import { changePassword } from '../account';
import { changeMe, keys } from '../api';
import { TotpPart } from '../parts/TotpPart';
import { useWords } from '../words';

export function Component() {
  const t = useWords();
  return (
    <Page title={t('account.title')} lead={useSession().staff?.email}>
      <Panel narrow title={t('account.profile')}>
        <Profile />
      </Panel>
      <Panel narrow title={t('account.password')}>
        <PasswordPart />
      </Panel>
      <Panel narrow title={t('account.totp')}>
        <TotpPart />
      </Panel>
    </Page>
  );
}

function Profile() {
  const t = useWords();
  const { staff } = useSession();
  return (
    <InlineForm<{ name: string }>
      initial={{ name: staff?.name ?? '' }}
      save={({ name }) => changeMe({ name })}
      refresh={[keys.session]}
    >
      <Form.Item name="name" label={t('account.name')}>
        <Input maxLength={80} autoComplete="name" />
      </Form.Item>
    </InlineForm>
  );
}

function PasswordPart() {
  const t = useWords();
  const shared = useSharedWords();
  const rules = [{ required: true, message: shared('required') }];
  return (
    <InlineForm<{ current_password: string; new_password: string }>
      initial={{}}
      save={changePassword}
      said={t('account.password.changed')}
      act={t('account.password')}
    >
      <Form.Item name="current_password" label={t('account.password.old')} rules={rules}>
        <Input.Password autoComplete="current-password" />
      </Form.Item>
      <Form.Item
        name="new_password"
        label={t('account.password.new')}
        extra={t('account.password.hint')}
        rules={rules}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
    </InlineForm>
  );
}
