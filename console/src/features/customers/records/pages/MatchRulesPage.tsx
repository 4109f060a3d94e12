/** What an identifier that is seen with two records means, kind by kind. */
import { Form, InputNumber, Radio } from 'antd';
import { useCan } from '../../../../shared/session';
import { InlineForm } from '../../../../shared/ui/FormDrawer';
import { Page, Panel } from '../../../../shared/ui/Page';
import { Ready } from '../../../../shared/ui/State';
import { keys, saveRule, useRules, type Rule } from '../api';
import { useWords } from '../words';

type Kind = 'phone' | 'email';

export function Component() {
  const t = useWords();
  const rules = useRules();
  return (
    <Page title={t('rules.title')} lead={t('rules.lead')}>
      <Ready of={rules}>
        {(rows) => rows.map((rule) => <OneRule key={rule.kind} rule={rule} />)}
      </Ready>
      <Panel narrow title={t('rules.always')}>
        <ul>
          <li>{t('rules.always.apart')}</li>
          <li>{t('rules.always.accounts')}</li>
          <li>{t('rules.always.most')}</li>
        </ul>
      </Panel>
    </Page>
  );
}

function OneRule({ rule }: { rule: Rule }) {
  const t = useWords();
  const mayWrite = useCan()('workspace.write');
  const label = t(`rules.kind.${rule.kind as Kind}`);
  return (
    <Panel narrow title={label}>
      <InlineForm<Pick<Rule, 'mode' | 'most'>, unknown>
        initial={{ mode: rule.mode, most: rule.most }}
        save={(values) => saveRule(rule.kind, values)}
        refresh={[keys.rules, keys.customers, keys.duplicates]}
        said={t('rules.saved')}
        isReadOnly={!mayWrite}
      >
        <Form.Item name="mode" required>
          <Radio.Group
            aria-label={label}
            vertical
            options={[
              { value: 'merge', label: t('rules.mode.merge') },
              { value: 'ask', label: t('rules.mode.ask') },
            ]}
          />
        </Form.Item>
        <Form.Item name="most" label={t('rules.most')} extra={t('rules.most.text')} required>
          <InputNumber min={2} max={1000} precision={0} />
        </Form.Item>
      </InlineForm>
    </Panel>
  );
}
