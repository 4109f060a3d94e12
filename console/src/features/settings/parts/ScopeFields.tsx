/** The fields of a role and of a scope, for people and tokens. */
import { Form, Select } from 'antd';
import { serverWords } from '../../../shared/i18n';
import { useTeams } from '../api';
import { useWords } from '../words';

export function RoleField({ hint }: { hint?: string }) {
  const t = useWords();
  return (
    <Form.Item name="role" label={t('staff.role')} extra={hint} rules={[{ required: true }]}>
      <Select options={serverWords('role.').map(([value, label]) => ({ value, label }))} />
    </Form.Item>
  );
}

export function ScopeFields() {
  const t = useWords();
  const teams = useTeams().data ?? [];
  return (
    <Form.Item name="team_ids" label={t('staff.teams')} extra={t('staff.teams.hint')}>
      <Select
        mode="multiple"
        options={teams.map(({ id, name }) => ({ value: id, label: name }))}
        optionFilterProp="label"
      />
    </Form.Item>
  );
}
