/** What was not as planned: at which property, why, how often. */
import { useFormat } from '../../../shared/session';
import { Time } from '../../../shared/ui/small';
import type { Problem } from '../api';
import { useWords } from '../words';
import css from './parts.module.css';
import { PlainTable } from './PlainTable';
import { useKnown } from './useKnown';

export function Problems({ problems }: { problems: readonly Problem[] }) {
  const t = useWords();
  const known = useKnown();
  const format = useFormat();
  return (
    <PlainTable
      label={t('plan.problems')}
      columns={[
        t('problem.field'),
        t('problem.reason'),
        { title: t('problem.count'), isNumber: true },
        t('problem.examples'),
        t('problem.last'),
      ]}
    >
      {problems.map((one) => (
        <tr key={`${one.field}.${one.reason}`}>
          <td>{one.field || '—'}</td>
          <td>{known('problem.reason', one.reason)}</td>
          <td className={css.right}>{format.number(one.count)}</td>
          <td>
            <Examples values={one.examples} />
          </td>
          <td className={css.nowrap}>
            <Time at={one.last_at} ago />
          </td>
        </tr>
      ))}
    </PlainTable>
  );
}

export function Examples({ values }: { values: readonly string[] }) {
  if (values.length === 0) return <>—</>;
  return (
    <span className={css.examples}>
      {values.map((value) => (
        <code key={value}>{value}</code>
      ))}
    </span>
  );
}
