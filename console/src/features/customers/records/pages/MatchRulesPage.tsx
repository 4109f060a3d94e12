/** What an identifier that is seen with two records means, kind by kind. */
import { Form, InputNumber, Radio } from 'antd';
import { useCan } from '../../../../shared/session';
import { InlineForm } from '../../../../shared/ui/FormDrawer';
import { Page, Panel } from '../../../../shared/ui/Page';
import { Ready } from '../../../../shared/ui/State';
import { Foresight } from '../parts/Foresight';
import { keys, saveRule, useRules, type Rule, type RuleSet } from '../api';
import { useWords } from '../words';

type Kind = 'user_id' | 'phone' | 'email' | 'alias' | 'app';
type Place = 1 | 2 | 3 | 4 | 5;
const places: Place[] = [1, 2, 3, 4, 5];

export function Component() {
  const t = useWords();
  const rules = useRules();
  return (
    <Page title={t('rules.title')} lead={t('rules.lead')}>
      <Ready of={rules}>
        {(rows) =>
          rows.map((rule, at) => (
            <OneRule key={`${rule.place} ${rule.kind}`} rule={rule} isFirst={at === 0} />
          ))
        }
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

/** What the fields mean is said with the first rule only. */
function OneRule({ rule, isFirst }: { rule: Rule; isFirst: boolean }) {
  const t = useWords();
  const mayWrite = useCan()('workspace.write');
  const label = t(`rules.kind.${rule.kind as Kind}`);
  return (
    <Panel narrow title={label}>
      {(rule.kind === 'alias' || rule.kind === 'app') && (
        <p className="soft">{t(`rules.${rule.kind}.text`)}</p>
      )}
      <InlineForm<RuleSet, unknown>
        initial={{ mode: rule.mode, most: rule.most, place: rule.place }}
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
              { value: 'never', label: t('rules.mode.never') },
            ]}
          />
        </Form.Item>
        <Form.Item
          name="most"
          label={t('rules.most')}
          extra={isFirst && t('rules.most.text')}
          required
        >
          <InputNumber min={2} max={1000} precision={0} />
        </Form.Item>
        <Form.Item
          name="place"
          label={t('rules.place')}
          extra={isFirst && t('rules.place.text')}
          required
        >
          <Radio.Group
            options={places.map((place) => ({ value: place, label: t(`rules.place.${place}`) }))}
          />
        </Form.Item>
        {mayWrite && <Foresight kind={rule.kind} />}
      </InlineForm>
    </Panel>
  );
}
