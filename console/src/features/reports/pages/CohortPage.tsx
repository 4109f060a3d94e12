/** Do customers come back? Month of the first order against months since. */
import { Select } from 'antd';
import { Link, Outlet } from 'react-router';
import { useFormat } from '../../../shared/session';
import { serverWord } from '../../../shared/i18n';
import { Definition } from '../../../shared/ui/Figure';
import { Page, Panel } from '../../../shared/ui/Page';
import { EmptyState, Ready } from '../../../shared/ui/State';
import { useUrlState, whole } from '../../../shared/url/useUrlState';
import { useCohorts, type Cohorts } from '../api';
import { behindOf } from '../urls';
import { useWords } from '../words';
import css from '../reports.module.css';

const PARTS = { months: whole(12) };
const CHOICES = [6, 12, 24] as const;

export function Component() {
  const t = useWords();
  const [{ months }, set] = useUrlState(PARTS);
  const asked = useCohorts(months);
  return (
    <Page
      title={t('cohorts.title')}
      lead={t('cohorts.lead')}
      act={
        <Select
          aria-label={t('cohorts.months')}
          value={months}
          style={{ width: 120 }}
          options={CHOICES.map((value) => ({
            value,
            label: t('cohorts.last', { count: value }),
          }))}
          onChange={(value) => set({ months: value })}
        />
      }
    >
      <Ready of={asked} lines={10}>
        {(data) =>
          data.cohorts.length === 0 ? (
            <Panel>
              <EmptyState title={t('cohorts.empty')} text={t('overview.empty.text')} />
            </Panel>
          ) : (
            <Table data={data} />
          )
        }
      </Ready>
      <Outlet />
    </Page>
  );
}

function Table({ data }: { data: Cohorts }) {
  const t = useWords();
  const format = useFormat();
  const longest = Math.max(...data.cohorts.map((cohort) => cohort.months.length));
  return (
    <Panel
      title={t('cohorts.panel')}
      act={<Definition label={t('cohorts.title')} text={serverWord('definition.cohort_month')} />}
      flush
    >
      <div className={css.scroll} tabIndex={0} role="region" aria-label={t('cohorts.panel')}>
        <table className={`${css.table} ${css.heat}`}>
          <thead>
            <tr>
              <th scope="col">{t('cohorts.month')}</th>
              <th scope="col">{t('cohorts.size')}</th>
              {Array.from({ length: longest }, (_, at) => (
                <th key={at} scope="col">
                  +{at}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {data.cohorts.map((cohort) => (
              <tr key={cohort.month}>
                <th scope="row">{cohort.month.slice(0, 7)}</th>
                <td>{format.number(cohort.size)}</td>
                {Array.from({ length: longest }, (_, at) => (
                  <Month key={at} cohort={cohort} at={at} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className={css.footnote}>{t('cohorts.partial')}</p>
    </Panel>
  );
}

function Month({ cohort, at }: { cohort: Cohorts['cohorts'][number]; at: number }) {
  const t = useWords();
  const format = useFormat();
  const month = cohort.months.find((one) => one.months_since === at);
  if (!month) return <td aria-hidden="true" />;
  const label = t('cohorts.cell', { month: cohort.month.slice(0, 7), count: at });
  return (
    <td ref={(node) => node?.style.setProperty('--heat', String(month.share))} data-heat>
      <Link to={behindOf(month.people.drilldown, label)} title={label}>
        {format.percent(month.share, 0)}
        {month.is_partial ? '*' : ''}
      </Link>
    </td>
  );
}
