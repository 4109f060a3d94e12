/** What becomes of events that nobody planned, and those that came. */
import { Select } from 'antd';
import { useCan, useFormat } from '../../../shared/session';
import { LinkButton } from '../../../shared/ui/LinkButton';
import { Panel } from '../../../shared/ui/Page';
import { Time } from '../../../shared/ui/small';
import { UNKNOWN, usePlan, useUnknown, type Plan } from '../api';
import { urls } from '../urls';
import { useWords } from '../words';
import css from './parts.module.css';
import { PlainTable } from './PlainTable';

export function UnknownPart() {
  const t = useWords();
  const can = useCan();
  const plan = usePlan().data;
  const set = useUnknown(t('unknown.saved'));
  if (!plan) return null;
  return (
    <Panel
      title={t('unknown.title')}
      act={
        <Select
          aria-label={t('unknown.label')}
          value={plan.unknown}
          loading={set.isPending}
          disabled={!can('sources.write')}
          popupMatchSelectWidth={false}
          style={{ minWidth: 160 }}
          options={UNKNOWN.map((value) => ({ value, label: t(`unknown.${value}`) }))}
          onChange={(value) => set.mutate(value)}
        />
      }
      flush={foundIn(plan).length > 0}
    >
      {foundIn(plan).length > 0 ? (
        <Found plan={plan} />
      ) : (
        <p className="soft">{t('unknown.text')}</p>
      )}
    </Panel>
  );
}

const foundIn = (plan: Plan) => plan.problems.filter(({ reason }) => reason === 'unknown_event');

function Found({ plan }: { plan: Plan }) {
  const t = useWords();
  const can = useCan();
  const format = useFormat();
  return (
    <PlainTable
      label={t('unknown.found')}
      columns={[
        t('event.name'),
        { title: t('problem.count'), isNumber: true },
        { title: t('plan.blocked'), isNumber: true },
        t('problem.last'),
        '',
      ]}
    >
      {foundIn(plan).map(({ name, count, last_at: at }) => (
        <tr key={name}>
          <td>{name}</td>
          <td className={css.right}>{format.number(count)}</td>
          <td className={css.right}>{format.number(plan.blocked[name] ?? 0)}</td>
          <td className={css.nowrap}>
            <Time at={at} ago />
          </td>
          <td className={css.right}>
            {can('sources.write') && (
              <LinkButton
                size="small"
                to={urls.planAdd({ name })}
                aria-label={`${t('unknown.plan')}: ${name}`}
              >
                {t('unknown.plan')}
              </LinkButton>
            )}
          </td>
        </tr>
      ))}
    </PlainTable>
  );
}
