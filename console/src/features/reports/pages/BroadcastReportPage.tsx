/** What did this broadcast earn? Treated against holdout first, then the way of its messages. */
import { Outlet, useParams } from 'react-router';
import { serverWord } from '../../../shared/i18n';
import { useFormat } from '../../../shared/session';
import { Figures } from '../../../shared/ui/Figure';
import { Page, Panel } from '../../../shared/ui/Page';
import { Ready } from '../../../shared/ui/State';
import { StatusTag } from '../../../shared/ui/StatusTag';
import { useReport, type Outcome, type Report } from '../api';
import { Days } from '../parts/Days';
import { Funnel } from '../parts/Funnel';
import { ServerFigure, useUnits } from '../parts/ServerFigure';
import { useWords } from '../words';
import css from '../reports.module.css';

export function Component() {
  const t = useWords();
  const id = Number(useParams().broadcastId);
  const asked = useReport(id);
  return (
    <Page
      title={asked.data ? t('report.title.of', { name: asked.data.name }) : t('report.title')}
      lead={asked.data && <Lead of={asked.data} />}
    >
      <Ready of={asked} lines={12}>
        {(report) => <Answer report={report} />}
      </Ready>
      <Outlet />
    </Page>
  );
}

function Lead({ of }: { of: Report }) {
  const t = useWords();
  const format = useFormat();
  if (!of.exposed_from) return <>{t('report.notyet')}</>;
  return (
    <>
      {t('report.lead', { at: format.dateTime(of.exposed_from), days: of.goal_days })}{' '}
      {t(of.is_goal_over ? 'report.over' : 'report.running')}
    </>
  );
}

function Answer({ report }: { report: Report }) {
  const t = useWords();
  return (
    <>
      <Figures>
        <ServerFigure figure={report.audience} />
        {report.arms.map((figure) => (
          <ServerFigure key={figure.code} figure={figure} />
        ))}
        <ServerFigure figure={report.revenue} />
      </Figures>
      <Outcomes report={report} />
      <Panel title={t('report.funnel')}>
        <Funnel steps={report.funnel} />
      </Panel>
      <Panel title={t('report.endings')} flush>
        <Figures>
          {report.endings.map((figure) => (
            <ServerFigure key={figure.code} figure={figure} />
          ))}
        </Figures>
        {report.reasons.length > 0 && <Reasons report={report} />}
      </Panel>
      <Days report={report} />
    </>
  );
}

function Outcomes({ report }: { report: Report }) {
  const t = useWords();
  const first = report.outcomes[0];
  return (
    <Panel title={t('report.effect')}>
      {first && <Verdict of={first} />}
      <div className={css.scroll} tabIndex={0} role="region" aria-label={t('report.effect')}>
        <table className={css.table}>
          <thead>
            <tr>
              {(
                ['outcome', 'treated', 'holdout', 'difference', 'interval', 'p', 'lift'] as const
              ).map((column) => (
                <th key={column} scope="col">
                  {t(`effect.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {report.outcomes.map((outcome) => (
              <OutcomeRow key={outcome.comparison.metric} of={outcome} />
            ))}
          </tbody>
        </table>
      </div>
      <Ratio of={report.ratio} />
      <Methods of={report} />
    </Panel>
  );
}

const TONES = {
  higher: 'success',
  lower: 'danger',
  not_shown: 'neutral',
  too_few: 'warning',
} as const;

function Verdict({ of: { comparison } }: { of: Outcome }) {
  const t = useWords();
  return (
    <p className={css.verdict}>
      <StatusTag tone={TONES[comparison.verdict]}>{t(`verdict.${comparison.verdict}`)}</StatusTag>{' '}
      {t(`verdict.${comparison.verdict}.text`)}
    </p>
  );
}

function OutcomeRow({ of: { comparison, unit } }: { of: Outcome }) {
  const t = useWords();
  const format = useFormat();
  const units = useUnits();
  const say = (value: number | null) => sayOne(value, unit, units, format);
  // Between two shares lie points: a percentage would read as the lift.
  const points = (value: number) => format.number(value * 100, { digits: 2 });
  const apart = (value: number | null) =>
    value !== null && unit === 'share' ? t('effect.points', { value: points(value) }) : say(value);
  const { interval } = comparison;
  return (
    <tr>
      <th scope="row">{serverWord(`metric.${comparison.metric}`) ?? comparison.metric}</th>
      <td>{say(comparison.treated)}</td>
      <td>{say(comparison.holdout)}</td>
      <td>{apart(comparison.difference)}</td>
      <td>
        {interval
          ? t('effect.range', {
              low: unit === 'share' ? points(interval.low) : say(interval.low),
              high: apart(interval.high),
            })
          : '—'}
      </td>
      <td>{comparison.p_value === null ? '—' : sayP(comparison.p_value, format)}</td>
      <td>{comparison.lift === null ? '—' : format.percent(comparison.lift)}</td>
    </tr>
  );
}

function sayOne(
  value: number | null,
  unit: string,
  units: ReturnType<typeof useUnits>,
  format: ReturnType<typeof useFormat>,
): string {
  if (value === null) return '—';
  if (unit === 'share') return format.percent(value, 2);
  if (unit === 'money') return units('money', value, true);
  return format.number(value, { digits: 3 });
}

function sayP(p: number, format: ReturnType<typeof useFormat>): string {
  return p < 0.001 ? '< 0.001' : format.number(p, { digits: 3 });
}

function Ratio({ of }: { of: Report['ratio'] }) {
  const t = useWords();
  const format = useFormat();
  return (
    <p className={css.note}>
      {t(`ratio.${of.verdict}`, {
        holdout: format.number(of.holdout),
        expected: format.number(of.expected_holdout),
        p: of.p_value === null ? '—' : sayP(of.p_value, format),
      })}
    </p>
  );
}

function Methods({ of }: { of: Report }) {
  const t = useWords();
  const codes = new Set(
    of.outcomes.flatMap(({ comparison: { method } }) => [method.interval, method.test]),
  );
  return (
    <details className={css.note}>
      <summary>{t('report.methods')}</summary>
      <ul>
        {['intention_to_treat', ...codes, 'chi_square_fit', 'detectable'].map((code) => (
          <li key={code}>{serverWord(`definition.${code}`) ?? code}</li>
        ))}
      </ul>
    </details>
  );
}

function Reasons({ report }: { report: Report }) {
  const t = useWords();
  const format = useFormat();
  return (
    <table className={css.table}>
      <thead>
        <tr>
          <th scope="col">{t('reason.why')}</th>
          <th scope="col">{t('reason.people')}</th>
        </tr>
      </thead>
      <tbody>
        {report.reasons.map((row) => (
          <tr key={`${row.ending}/${row.reason}`}>
            <th scope="row">{serverWord(`reason.${row.reason}`) ?? row.reason}</th>
            <td>{format.number(row.people.value ?? 0)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
