/** What became of the rows of an import. */
import { useFormat } from '../../../shared/session';
import { Figure, Figures } from '../../../shared/ui/Figure';
import { Panel } from '../../../shared/ui/Page';
import { LinkButton } from '../../../shared/ui/LinkButton';
import type { Contacts, Import } from '../api';
import { urls } from '../urls';
import { useWords } from '../words';
import css from './parts.module.css';
import { ToldPart } from './ToldPart';
import { useKnown } from './useKnown';

export function Result({ row }: { row: Import }) {
  const t = useWords();
  const format = useFormat();
  const contacts = (row.trial as { contacts?: Contacts } | null)?.contacts;
  const toMend = row.reasons.reduce((sum, one) => sum + one.count, 0);
  return (
    <>
      <Figures>
        <Figure label={t('count.rows')} value={format.number(row.rows)} />
        <Figure label={t('count.accepted')} value={format.number(row.accepted)} />
        <Figure
          label={t('count.duplicates')}
          value={format.number(row.duplicates)}
          definition={t('count.duplicates.text')}
        />
        <Figure
          label={t('count.quarantined')}
          value={format.number(row.quarantined)}
          definition={t('count.quarantined.text')}
          to={row.quarantined > 0 ? urls.quarantine(row.id) : undefined}
        />
        {row.warned > 0 && (
          <Figure
            label={t('count.warned')}
            value={format.number(row.warned)}
            definition={t('count.warned.text')}
          />
        )}
        {row.unknown_units > 0 && (
          <Figure
            label={t('count.units')}
            value={format.number(row.unknown_units)}
            definition={t('count.units.text')}
          />
        )}
        <Figure label={t('count.new_customers')} value={format.number(row.new_customers)} />
        <Figure
          label={t('count.seconds')}
          value={format.number(row.seconds, { digits: 1 })}
          unit={t('count.seconds.unit')}
        />
      </Figures>
      {contacts && <ToldPart contacts={contacts} plan={row.plan} />}
      {toMend > 0 && (
        <Panel
          title={t('result.tomend', { count: format.number(toMend) })}
          act={<LinkButton to={urls.quarantine(row.id)}>{t('result.mend')}</LinkButton>}
        >
          <Reasons row={row} />
        </Panel>
      )}
    </>
  );
}

function Reasons({ row }: { row: Import }) {
  const t = useWords();
  const known = useKnown();
  const format = useFormat();
  return (
    <div className={css.scroll} role="region" aria-label={t('reasons')} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('reason')}</th>
            <th scope="col">{t('column')}</th>
            <th scope="col">{t('count.rows')}</th>
            <th scope="col">{t('reason.open')}</th>
          </tr>
        </thead>
        <tbody>
          {row.reasons.map(({ reason, column, count }) => (
            <tr key={`${reason}.${column}`}>
              <td>{known('reason', reason)}</td>
              <td>{column || '—'}</td>
              <td>{format.number(count)}</td>
              <td>
                <LinkButton
                  size="small"
                  to={urls.quarantine(row.id, { reason, ...(column ? { column } : {}) })}
                  aria-label={`${t('reason.look')}: ${known('reason', reason)} ${column}`}
                >
                  {t('reason.look')}
                </LinkButton>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
