/** A new rule for orders that do not count; it is off until it is switched on. */
import { useFormat } from '../../../shared/session';
import { FormDrawer } from '../../../shared/ui/FormDrawer';
import { useWords } from '../words';
import { createRule, KEY, type Rule } from './api';
import { RuleFields } from './RuleFields';
import { ruleOf, type Values } from './values';

export function Component() {
  const t = useWords();
  const { currency } = useFormat();
  return (
    <FormDrawer<Values, Rule>
      title={t('leaving.add')}
      said={t('leaving.saved')}
      initial={{ mark: 'test' }}
      save={(values) => createRule(ruleOf(values, currency))}
      refresh={[KEY]}
    >
      <RuleFields />
    </FormDrawer>
  );
}
