/** A rule as it is, to be changed; where it is on, orders are judged again. */
import { useParams } from 'react-router';
import { useFormat } from '../../../shared/session';
import { DetailDrawer } from '../../../shared/ui/DetailDrawer';
import { FormDrawer } from '../../../shared/ui/FormDrawer';
import { EmptyState, Ready } from '../../../shared/ui/State';
import { useWords } from '../words';
import { changeRule, KEY, useLeaving, type Rule } from './api';
import { RuleFields } from './RuleFields';
import { ruleOf, valuesOf, type Values } from './values';

export function Component() {
  const t = useWords();
  const id = Number(useParams()['ruleId']);
  const asked = useLeaving();
  const rule = asked.data?.rules.find((one) => one.id === id);
  if (rule?.people) return <Change rule={rule} />;
  return (
    <DetailDrawer title={t('leaving.change')} width={480}>
      <Ready of={asked}>{() => <EmptyState title={t('leaving.rules.none')} />}</Ready>
    </DetailDrawer>
  );
}

function Change({ rule }: { rule: Rule }) {
  const t = useWords();
  const { currency } = useFormat();
  return (
    <FormDrawer<Values, Rule>
      title={t('leaving.change')}
      said={rule.is_on ? t('leaving.switched') : t('leaving.saved')}
      initial={valuesOf(rule, currency)}
      save={(values) => changeRule(rule.id, ruleOf(values, currency))}
      refresh={[KEY]}
    >
      <RuleFields />
    </FormDrawer>
  );
}
