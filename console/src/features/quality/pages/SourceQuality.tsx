/** One source: its score day by day, what was wrong with its records, and what is looked for. */
import { Link, Outlet, useParams } from 'react-router';
import { useFormat } from '../../../shared/session';
import { Facts, Time } from '../../../shared/ui/small';
import { Page, Panel } from '../../../shared/ui/Page';
import { Ready } from '../../../shared/ui/State';
import { useWhole, type Whole } from '../api';
import { PlainTable, Score, SourceState, Trend } from '../parts/pieces';
import { Rules } from '../parts/Rules';
import css from '../quality.module.css';
import { RULED } from '../rowrules/api';
import { RowRules } from '../rowrules/RowRules';
import { urls } from '../urls';
import { useWords } from '../words';

export function Component() {
  const t = useWords();
  const { kind = '', sourceId } = useParams();
  const asked = useWhole(kind, Number(sourceId));
  return (
    <Page
      title={asked.data?.name ?? t('source')}
      lead={asked.data && t(`kind.${asked.data.kind}`)}
      act={<Link to={urls.list()}>{t('sources')}</Link>}
    >
      <Ready of={asked} lines={8}>
        {(found) => (
          <>
            <Panel>
              <Facts
                items={[
                  [t('score'), <Score key="score" of={found} />],
                  [t('trend'), <Trend key="trend" of={found} />],
                  [t('last'), <Time key="last" at={found.last_at} ago />],
                  [t('state'), <SourceState key="state" of={found} />],
                ]}
              />
            </Panel>
            <Parts of={found} />
            <Rules of={found} />
            {RULED.includes(kind) && <RowRules kind={kind} id={Number(sourceId)} />}
          </>
        )}
      </Ready>
      <Outlet />
    </Page>
  );
}

function Parts({ of }: { of: Whole }) {
  const t = useWords();
  const format = useFormat();
  const seen = t('parts.seen', { count: of.seen });
  const columns = [t('what'), t('count'), t('share'), t('costs'), t('look')];
  return (
    <Panel title={t('parts')} act={<span className="soft">{seen}</span>} flush>
      {of.parts.length === 0 ? (
        <p className={css.how}>{t('parts.none')}</p>
      ) : (
        <PlainTable label={t('parts')} columns={columns}>
          {of.parts.map(({ what, count, weight }) => {
            const name = t(`what.${what}`);
            return (
              <tr key={what}>
                <td>{name}</td>
                <td>{format.number(count)}</td>
                <td>{format.percent(count / Math.max(1, of.seen))}</td>
                <td>
                  {weight
                    ? t('costs.some', { share: format.number(weight / 10, { digits: 1 }) })
                    : t('costs.none')}
                </td>
                <td>
                  <Link to={urls.rows(of, what)} aria-label={t('look.what', { what: name })}>
                    {t('look')}
                  </Link>
                </td>
              </tr>
            );
          })}
        </PlainTable>
      )}
      <p className={`soft ${css.how}`}>{t('score.how')}</p>
    </Panel>
  );
}
