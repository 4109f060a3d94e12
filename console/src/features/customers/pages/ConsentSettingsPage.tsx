/** Whether marketing needs a yes, channel by channel. */
import { Alert, Form, Radio } from 'antd';
import { useCan } from '../../../shared/session';
import { InlineForm } from '../../../shared/ui/FormDrawer';
import { Page, Panel } from '../../../shared/ui/Page';
import { Ready } from '../../../shared/ui/State';
import { keys, savePolicies, usePolicies, type Policy } from '../api';
import css from '../parts/parts.module.css';
import { useKnown } from '../parts/useKnown';
import { useWords } from '../words';

type Values = Record<string, string>;

export function Component() {
  const t = useWords();
  const policies = usePolicies();
  return (
    <Page title={t('policy.title')} lead={t('policy.lead')}>
      <Panel narrow title={t('policy.set')}>
        <Ready of={policies}>{(rows) => <PolicyForm rows={rows} />}</Ready>
      </Panel>
      <Panel narrow title={t('policy.always')}>
        <ul className={css.list}>
          <li>{t('policy.always.refused')}</li>
          <li>{t('policy.always.dead')}</li>
          <li>{t('policy.always.receipts')}</li>
        </ul>
      </Panel>
    </Page>
  );
}

function PolicyForm({ rows }: { rows: readonly Policy[] }) {
  const t = useWords();
  const can = useCan();
  const known = useKnown();
  const mayWrite = can('workspace.write');
  const saved = Object.fromEntries(rows.map(({ channel, rule }) => [channel, rule]));
  return (
    <InlineForm<Values, unknown>
      initial={saved}
      save={(values) => savePolicies(rows, values)}
      refresh={[keys.policies, keys.customers]}
      said={t('policy.saved')}
      isReadOnly={!mayWrite}
    >
      {rows.map(({ channel }) => (
        <Form.Item key={channel} name={channel} label={known('channel', channel)} required>
          <Radio.Group
            aria-label={known('channel', channel)}
            vertical
            options={[
              { value: 'opt_in', label: t('policy.opt_in') },
              { value: 'soft', label: t('policy.soft') },
            ]}
          />
        </Form.Item>
      ))}
      <Warning channels={rows.map(({ channel }) => channel)} saved={saved} />
      {mayWrite && (
        <Form.Item>
          <Alert type="info" showIcon title={t('policy.consequence')} />
        </Form.Item>
      )}
    </InlineForm>
  );
}

/** Silence as a yes is the merchant's own responsibility. */
function Warning({ channels, saved }: { channels: readonly string[]; saved: Values }) {
  const t = useWords();
  const now = Form.useWatch<Values | undefined>([]) ?? saved;
  if (channels.every((channel) => (now[channel] ?? saved[channel]) !== 'soft')) return null;
  return (
    <Form.Item>
      <Alert type="warning" showIcon title={t('policy.soft.warning')} />
    </Form.Item>
  );
}
