/** What is looked for in a source: on or off, how far things may go, and what it comes to now. */
import { Button, InputNumber, Switch } from 'antd';
import { useState } from 'react';
import { useCan } from '../../../shared/session';
import { Panel } from '../../../shared/ui/Page';
import { useChangeRule, type Rule, type Whole } from '../api';
import css from '../quality.module.css';
import { useWords } from '../words';
import { Now, PlainTable } from './pieces';

export function Rules({ of }: { of: Whole }) {
  const t = useWords();
  return (
    <Panel title={t('rules')} act={<span className="soft">{t('rules.text')}</span>} flush>
      <PlainTable label={t('rules')} columns={[t('rule'), t('limit'), t('rule.now')]}>
        {of.rules.map((rule) => (
          <Row key={`${rule.check}:${rule.is_on}:${rule.limit}`} of={of} rule={rule} />
        ))}
      </PlainTable>
    </Panel>
  );
}

function Row({ of, rule }: { of: Whole; rule: Rule }) {
  const t = useWords();
  const mayWrite = useCan()('sources.write');
  const [limit, setLimit] = useState(rule.limit);
  const change = useChangeRule(of, rule.check, t('rule.saved'));
  const name = t(`rule.${rule.check}`);
  return (
    <tr>
      <td>{name}</td>
      <td>
        <div className={css.limit}>
          <Switch
            size="small"
            aria-label={t('rule.on', { rule: name })}
            checked={rule.is_on}
            disabled={!mayWrite}
            loading={change.isPending}
            onChange={(isOn) => change.mutate({ is_on: isOn, limit })}
          />
          <InputNumber
            size="small"
            aria-label={t('rule.limit', { rule: name })}
            min={1}
            precision={0}
            value={limit}
            disabled={!mayWrite}
            onChange={(value) => setLimit(value ?? rule.limit)}
          />
          {t(`unit.${rule.check}`)}
          {limit !== rule.limit && (
            <Button size="small" onClick={() => change.mutate({ is_on: rule.is_on, limit })}>
              {t('rule.save')}
            </Button>
          )}
        </div>
      </td>
      <td>
        <Now rule={rule} />
      </td>
    </tr>
  );
}
