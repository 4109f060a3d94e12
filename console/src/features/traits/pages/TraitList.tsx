/** What do we know of customers, and what does each figure mean? */
import { Link } from 'react-router';
import { useFormat } from '../../../shared/session';
import { Meter } from '../../../shared/ui/Meter';
import { Page, Panel } from '../../../shared/ui/Page';
import { Time } from '../../../shared/ui/small';
import { Ready } from '../../../shared/ui/State';
import { useTraits, type Trait } from '../api';
import { useSaid } from '../parts/said';
import css from '../traits.module.css';
import { urls } from '../urls';
import { useWords } from '../words';

const GROUPS = [
  'basic',
  'consumption',
  'interest',
  'channel',
  'service',
  'social',
  'geography',
  'calendar',
] as const;

export function Component() {
  const t = useWords();
  const format = useFormat();
  return (
    <Page
      title={t('title')}
      lead={t('lead')}
      act={<Link to={urls.settings()}>{t('settings')}</Link>}
    >
      <Ready of={useTraits()} lines={10}>
        {({ items, customers, refreshed_at: at }) => (
          <>
            <p className="soft">
              {t('of', { count: format.number(customers) })} ·{' '}
              {at ? (
                <>
                  {t('computed')} <Time at={at} ago />
                </>
              ) : (
                t('computed.never')
              )}
            </p>
            {GROUPS.map((group) => (
              <Panel key={group} title={t(`group.${group}`)}>
                <Group
                  traits={items.filter((one) => one.group === group)}
                  customers={customers}
                  label={t(`group.${group}`)}
                />
              </Panel>
            ))}
          </>
        )}
      </Ready>
    </Page>
  );
}

interface GroupProps {
  traits: Trait[];
  customers: number;
  label: string;
}

function Group({ traits, customers, label }: GroupProps) {
  const t = useWords();
  const said = useSaid();
  const format = useFormat();
  return (
    <div className={css.scroll} role="region" aria-label={label} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col" className={css.named}>
              {t('trait')}
            </th>
            <th scope="col">{t('meaning')}</th>
            <th scope="col" className={css.unit}>
              {t('unit')}
            </th>
            <th scope="col" className={css.known}>
              {t('known')}
            </th>
            <th scope="col" className={css.used}>
              {t('used')}
            </th>
          </tr>
        </thead>
        <tbody>
          {traits.map((one) => (
            <tr key={one.name}>
              <th scope="row">
                <Link to={urls.one(one.name)}>{said.name(one)}</Link>
              </th>
              <td>{said.meaning(one)}</td>
              <td>{said.unit(one)}</td>
              <td>
                <Link to={urls.behind(one.name)}>{said.known(one, customers)}</Link>
                <Meter share={customers ? one.known / customers : 0} label={t('known.bar')} />
              </td>
              <td className={css.used}>{format.number(one.segments.length)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
