/** A plan for an event; begun from the catalogue it is filled in with what was seen. */
import { Alert, Form, Input } from 'antd';
import { useSearchParams } from 'react-router';
import { FormDrawer } from '../../../shared/ui/FormDrawer';
import { DetailDrawer } from '../../../shared/ui/DetailDrawer';
import { Ready } from '../../../shared/ui/State';
import { keys, planEvent, useEvent, type EventAt, type PlanLine } from '../api';
import { drawnFrom, fieldsOf } from '../fields';
import { PlanFields, type PlanValues } from '../parts/PlanFields';
import { useWords } from '../words';

export function Component() {
  const t = useWords();
  const [search] = useSearchParams();
  const event = useEvent(Number(search.get('event')));
  if (!search.get('event')) return <Add name={search.get('name') ?? ''} />;
  if (event.data) return <Add name={event.data.name} seen={event.data} />;
  return (
    <DetailDrawer title={t('plan.add')} width={480}>
      <Ready of={event}>{() => null}</Ready>
    </DetailDrawer>
  );
}

function Add({ name, seen }: { name: string; seen?: EventAt }) {
  const t = useWords();
  return (
    <FormDrawer<PlanValues, PlanLine>
      title={t('plan.add')}
      act={t('plan.save')}
      said={t('plan.saved')}
      initial={{ name, mode: 'warn', fields: seen ? drawnFrom(seen.properties) : [] }}
      save={(values) => planEvent({ ...values, fields: fieldsOf(values.fields) })}
      refresh={[keys.plan, keys.events]}
    >
      {seen && <Alert type="info" showIcon title={t('plan.drawn')} style={{ marginBottom: 16 }} />}
      <Form.Item
        name="name"
        label={t('plan.name')}
        extra={t('plan.name.hint')}
        rules={[{ required: true, whitespace: true }]}
      >
        <Input maxLength={200} autoFocus={!name} autoComplete="off" />
      </Form.Item>
      <PlanFields />
    </FormDrawer>
  );
}
