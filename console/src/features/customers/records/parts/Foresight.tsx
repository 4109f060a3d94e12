/** Who would become one person and who would come apart, were the rule as it stands in the form. */
import { Button, Form } from 'antd';
import { Link } from 'react-router';
import { useForeseen, type Foreseen, type RuleSet } from '../api';
import { urls } from '../urls';
import { useWords } from '../words';
import css from './parts.module.css';

type What = 'joined' | 'parted' | 'suggested' | 'shared';

export function Foresight({ kind }: { kind: string }) {
  const t = useWords();
  const form = Form.useFormInstance<RuleSet>();
  const act = useForeseen(kind);
  const now = Form.useWatch([], form) as RuleSet | undefined;
  const asked = act.variables;
  const isOfNow =
    asked?.mode === now?.mode && asked?.most === now?.most && asked?.place === now?.place;
  const look = () =>
    void form.validateFields().then(
      (values) => act.mutate(values),
      () => undefined, // the form shows what is wrong
    );
  return (
    <div className={css.part}>
      <Button onClick={look} loading={act.isPending}>
        {t('foresee')}
      </Button>
      <div aria-live="polite">{act.data && isOfNow && <Told of={act.data} />}</div>
    </div>
  );
}

function Told({ of }: { of: Foreseen }) {
  const t = useWords();
  const { joined, parted, suggested, shared } = of;
  const lines = Object.entries({ joined, parted, suggested, shared }).filter(([, count]) => count);
  return (
    <ul className={css.matches}>
      {of.moved === 0 && <li>{t('foresee.none')}</li>}
      {lines.map(([what, count]) => (
        <li key={what}>{t(`foresee.${what as What}`, { count })}</li>
      ))}
      {of.examples.map((one) => (
        <li key={`${one.change} ${one.customers[0]?.id}`} className="soft">
          {t(`foresee.${one.change}.one`)}{' '}
          {one.customers.map(({ id, label }, at) => (
            <span key={id}>
              {at > 0 && ' + '}
              <Link to={urls.customer(id)}>{label || id}</Link>
            </span>
          ))}
        </li>
      ))}
    </ul>
  );
}
