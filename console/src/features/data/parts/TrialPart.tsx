/** What a dry run found: how many rows would land, and the first that would not. */
import { useFormat } from '../../../shared/session';
import { Figure, Figures } from '../../../shared/ui/Figure';
import { Panel } from '../../../shared/ui/Page';
import { Money, Time } from '../../../shared/ui/small';
import type { Plan, Trial } from '../api';
import { useWords } from '../words';
import css from './parts.module.css';
import { ToldPart } from './ToldPart';
import { useKnown } from './useKnown';

export function TrialPart({ trial, plan }: { trial: Trial; plan: Plan }) {
  const t = useWords();
  const format = useFormat();
  return (
    <>
      <Figures>
        <Figure label={t('trial.rows')} value={format.number(trial.rows)} />
        <Figure label={t('trial.good')} value={format.number(trial.good)} />
        <Figure label={t('trial.bad')} value={format.number(trial.quarantined)} />
        {!!trial.warned && <Figure label={t('trial.warned')} value={format.number(trial.warned)} />}
        {!!trial.unknown_units && (
          <Figure label={t('trial.units')} value={format.number(trial.unknown_units)} />
        )}
        {trial.first_at && (
          <>
            <Figure label={t('trial.first')} value={<Time at={trial.first_at} dateOnly />} />
            <Figure label={t('trial.last')} value={<Time at={trial.last_at} dateOnly />} />
            <Figure label={t('trial.amount')} value={<Money minor={trial.amount} compact />} />
          </>
        )}
      </Figures>
      {trial.contacts && Object.keys(trial.contacts).length > 0 && (
        <ToldPart contacts={trial.contacts} plan={plan} isTrial />
      )}
      {trial.problems.length > 0 && (
        <Panel title={t('trial.problems')}>
          <Problems trial={trial} />
        </Panel>
      )}
    </>
  );
}

function Problems({ trial }: { trial: Trial }) {
  const t = useWords();
  const known = useKnown();
  const format = useFormat();
  const counts = Object.entries(trial.reasons).map(
    ([reason, count]) => `${known('reason', reason)} ${format.number(count)}`,
  );
  return (
    <>
      <p>{format.list(counts)}</p>
      <div className={css.scroll} role="region" aria-label={t('trial.problems')} tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('row')}</th>
              <th scope="col">{t('column')}</th>
              <th scope="col">{t('reason')}</th>
              <th scope="col">{t('value')}</th>
            </tr>
          </thead>
          <tbody>
            {trial.problems.map((one) => (
              <tr key={`${one.row}.${one.column}`}>
                <td>{format.number(one.row)}</td>
                <td>{one.column || '—'}</td>
                <td>{known('reason', one.reason)}</td>
                <td className={css.cell}>{one.value ?? '—'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
