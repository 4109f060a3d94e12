/** A new rule for the rows of a source. */
import { useParams } from 'react-router';
import { useFormat } from '../../../shared/session';
import { DetailDrawer } from '../../../shared/ui/DetailDrawer';
import { FormDrawer } from '../../../shared/ui/FormDrawer';
import { Ready } from '../../../shared/ui/State';
import { useWords } from '../words';
import { createRowRule, KEY, useRowRules, type RowRule } from './api';
import { RowRuleFields } from './RowRuleFields';
import { partsOf, ruleOf, unitOf, type Values } from './values';

export function Component() {
  const t = useWords();
  const { currency } = useFormat();
  const { kind = '', sourceId } = useParams();
  const of = { source_kind: kind, source_id: Number(sourceId) };
  const asked = useRowRules(of);
  if (!asked.data) {
    return (
      <DetailDrawer title={t('leaving.add')} width={480}>
        <Ready of={asked}>{() => null}</Ready>
      </DetailDrawer>
    );
  }
  const subjects = kind === 'file_products' ? asked.data.products : asked.data.orders;
  const unit = ({ what }: Values) => unitOf(subjects, partsOf(what).field, currency);
  const [first] = subjects;
  return (
    <FormDrawer<Values, RowRule>
      title={t('leaving.add')}
      said={t('rule.saved')}
      initial={{
        what: `${first?.field}.${first?.tests[0]}`,
        severity: 'warn',
        is_on: true,
        not_in_future: true,
      }}
      save={(values) => createRowRule(of, ruleOf(values, unit(values)))}
      refresh={[KEY]}
    >
      <RowRuleFields of={of} subjects={subjects} />
    </FormDrawer>
  );
}
