/** The plan of one event: what was otherwise, and the plan itself to be changed. */
import { Button } from 'antd';
import { useParams } from 'react-router';
import { useCan } from '../../../shared/session';
import { ConfirmDanger } from '../../../shared/ui/ConfirmDanger';
import { RecordDrawer, useCloseDrawer } from '../../../shared/ui/DetailDrawer';
import { InlineForm } from '../../../shared/ui/FormDrawer';
import { LinkButton } from '../../../shared/ui/LinkButton';
import { changePlan, keys, useEventPlan, usePlan, useRemovePlan, type PlanLine } from '../api';
import { fieldsOf, valuesOf } from '../fields';
import css from '../parts/parts.module.css';
import { PlanFields, type PlanValues } from '../parts/PlanFields';
import { Problems } from '../parts/Problems';
import { urls } from '../urls';
import { useWords } from '../words';

export function Component() {
  const t = useWords();
  const can = useCan();
  const id = Number(useParams()['planId']);
  const asked = useEventPlan(id);
  return (
    <RecordDrawer
      key={id}
      of={asked}
      title={(plan) => (plan ? t('plan.title', { name: plan.name }) : t('event.plan'))}
      acts={(plan) => can('sources.write') && <Remove plan={plan} />}
    >
      {(plan) => <Content plan={plan} />}
    </RecordDrawer>
  );
}

function Content({ plan }: { plan: PlanLine }) {
  const t = useWords();
  const can = useCan();
  const close = useCloseDrawer();
  return (
    <div className={css.stack}>
      <Found plan={plan} />
      <InlineForm<PlanValues, PlanLine>
        key={plan.changed_at}
        initial={{ name: plan.name, mode: plan.mode, fields: valuesOf(plan.fields) }}
        save={({ mode, fields }) => changePlan(plan.id, { mode, fields: fieldsOf(fields) })}
        refresh={[keys.plan, keys.events]}
        act={t('plan.save')}
        said={t('plan.saved')}
        onCancel={close}
        isReadOnly={!can('sources.write')}
      >
        <PlanFields />
      </InlineForm>
    </div>
  );
}

function Found({ plan }: { plan: PlanLine }) {
  const t = useWords();
  const found = usePlan().data?.problems.filter((one) => one.name === plan.name) ?? [];
  return (
    <div className={css.part}>
      <h3>{t('plan.problems')}</h3>
      <p className="soft">{found.length > 0 ? t('plan.problems.text') : t('plan.problems.none')}</p>
      {found.length > 0 && <Problems problems={found} />}
      {plan.blocked > 0 && (
        <div>
          <LinkButton to={urls.blocked(plan.name)}>{t('plan.blocked.look')}</LinkButton>
        </div>
      )}
    </div>
  );
}

function Remove({ plan }: { plan: PlanLine }) {
  const t = useWords();
  const close = useCloseDrawer();
  const remove = useRemovePlan(plan.id, t('plan.removed'), close);
  return (
    <ConfirmDanger
      title={t('plan.remove.title', { name: plan.name })}
      consequence={t('plan.remove.text')}
      act={t('plan.remove')}
      onConfirm={() => remove.mutateAsync()}
    >
      {(open) => (
        <Button danger onClick={open}>
          {t('plan.remove')}
        </Button>
      )}
    </ConfirmDanger>
  );
}
