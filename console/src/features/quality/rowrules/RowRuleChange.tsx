/** A rule for the rows of a source, to be changed. */
import { useParams } from 'react-router';
import { useFormat } from '../../../shared/session';
import { DetailDrawer } from '../../../shared/ui/DetailDrawer';
import { FormDrawer } from '../../../shared/ui/FormDrawer';
import { EmptyState, Ready } from '../../../shared/ui/State';
import { useWords } from '../words';
import { changeRowRule, KEY, useRowRules, type RowRule, type Subject } from './api';
import { RowRuleFields } from './RowRuleFields';
import { partsOf, ruleOf, unitOf, valuesOf, type Values } from './values';

export function Component() {
  const t = useWords();
  const { kind = '', sourceId, rowRuleId } = useParams();
  const asked = useRowRules({ source_kind: kind, source_id: Number(sourceId) });
  const rule = asked.data?.items.find((one) => one.id === Number(rowRuleId));
  if (asked.data && rule) {
    const subjects = kind === 'file_products' ? asked.data.products : asked.data.orders;
    return <Change rule={rule} subjects={subjects} />;
  }
  return (
    <DetailDrawer title={t('leaving.change')} width={480}>
      <Ready of={asked}>{() => <EmptyState title={t('row.gone')} />}</Ready>
    </DetailDrawer>
  );
}

function Change({ rule, subjects }: { rule: RowRule; subjects: readonly Subject[] }) {
  const t = useWords();
  const { currency } = useFormat();
  const unit = (field: string) => unitOf(subjects, field, currency);
  return (
    <FormDrawer<Values, RowRule>
      title={t('leaving.change')}
      said={t('rule.saved')}
      initial={valuesOf(rule, unit(rule.test.field))}
      save={(values) => changeRowRule(rule.id, ruleOf(values, unit(partsOf(values.what).field)))}
      refresh={[KEY]}
    >
      <RowRuleFields
        of={{ source_kind: rule.source_kind, source_id: rule.source_id }}
        subjects={subjects}
      />
    </FormDrawer>
  );
}
