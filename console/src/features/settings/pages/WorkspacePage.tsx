/** Name, zone and currency of the workspace. */
import { Form, Input, Select } from 'antd';
import { useCan } from '../../../shared/session';
import { InlineForm } from '../../../shared/ui/FormDrawer';
import { Facts } from '../../../shared/ui/small';
import { Page, Panel } from '../../../shared/ui/Page';
import { Ready } from '../../../shared/ui/State';
import { changeWorkspace, keys, useWorkspace, type Workspace } from '../api';
import { useWords } from '../words';

export function Component() {
  const t = useWords();
  const workspace = useWorkspace();
  return (
    <Page title={t('workspace.title')} lead={t('workspace.lead')}>
      <Panel narrow>
        <Ready of={workspace}>
          {(data) => (
            <>
              <WorkspaceForm workspace={data} />
              <Fixed workspace={data} />
            </>
          )}
        </Ready>
      </Panel>
    </Page>
  );
}

const ZONES = Intl.supportedValuesOf('timeZone').map((value) => ({ value, label: value }));

function WorkspaceForm({ workspace }: { workspace: Workspace }) {
  const t = useWords();
  const can = useCan();
  return (
    <InlineForm<{ name: string; timezone: string }>
      initial={workspace}
      save={({ name, timezone }) => changeWorkspace({ name, timezone })}
      refresh={[keys.workspace, keys.session]}
      isReadOnly={!can('workspace.write')}
    >
      <Form.Item name="name" label={t('workspace.name')} rules={[{ required: true }]}>
        <Input maxLength={120} />
      </Form.Item>
      <Form.Item
        name="timezone"
        label={t('workspace.timezone')}
        extra={t('workspace.timezone.hint')}
        rules={[{ required: true }]}
      >
        <Select showSearch options={ZONES} />
      </Form.Item>
    </InlineForm>
  );
}

/** What was settled when the workspace was made. */
function Fixed({ workspace }: { workspace: Workspace }) {
  const t = useWords();
  return (
    <div style={{ marginTop: 24 }}>
      <Facts
        items={[
          [t('workspace.currency'), workspace.currency],
          [t('workspace.slug'), <code key="slug">{workspace.slug}</code>],
        ]}
      />
      <p className="soft small">{t('workspace.currency.hint')}</p>
    </div>
  );
}
