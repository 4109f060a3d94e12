/** One trait: what it means, who has which value, which segments use it, how it is computed. */
import { Link, useParams } from 'react-router';
import { useFormat } from '../../../shared/session';
import { Meter } from '../../../shared/ui/Meter';
import { Page, Panel } from '../../../shared/ui/Page';
import { Facts, Time } from '../../../shared/ui/small';
import { Ready } from '../../../shared/ui/State';
import { useTrait, type Shown } from '../api';
import { useSaid } from '../parts/said';
import css from '../traits.module.css';
import { urls } from '../urls';
import { useWords } from '../words';

export function Component() {
  const t = useWords();
  const said = useSaid();
  const { name = '' } = useParams();
  const asked = useTrait(name);
  return (
    <Page
      title={asked.data ? said.name(asked.data) : t('trait')}
      lead={asked.data && said.meaning(asked.data)}
      act={<Link to={urls.list()}>{t('title')}</Link>}
    >
      <Ready of={asked} lines={8}>
        {(trait) => (
          <>
            <About trait={trait} />
            <Values trait={trait} />
            <Panel title={t('sql')}>
              <p className="soft">{t('sql.text')}</p>
              {/* A person at the keyboard must be able to scroll it. */}
              <pre className={css.sql} tabIndex={0} aria-label={t('sql')}>
                {trait.sql}
              </pre>
            </Panel>
          </>
        )}
      </Ready>
    </Page>
  );
}

function About({ trait }: { trait: Shown }) {
  const t = useWords();
  const said = useSaid();
  const users = trait.segments.map(({ id, name }) => (
    <Link key={id} to={urls.segment(id)} className={css.user}>
      {name}
    </Link>
  ));
  return (
    <Panel>
      <Facts
        items={[
          [t('trait'), <code key="name">{trait.name}</code>],
          [t('unit'), said.unit(trait)],
          [t('facts'), said.facts(trait)],
          [
            t('known'),
            <Link key="known" to={urls.behind(trait.name)}>
              {said.known(trait, trait.customers)}
            </Link>,
          ],
          [
            t('computed'),
            trait.refreshed_at ? (
              <Time key="at" at={trait.refreshed_at} ago />
            ) : (
              t('computed.never')
            ),
          ],
          [t('used'), users.length ? users : t('used.none')],
        ]}
      />
    </Panel>
  );
}

function Values({ trait }: { trait: Shown }) {
  const t = useWords();
  const said = useSaid();
  const format = useFormat();
  const most = Math.max(1, ...trait.bars.map(({ count }) => count));
  return (
    <Panel title={t('values')}>
      {trait.bars.length === 0 ? (
        <p className="soft">{t('values.none')}</p>
      ) : (
        <>
          <p className="soft">{t('values.text')}</p>
          <ul className={css.bars} aria-label={t('values')}>
            {trait.bars.map((bar) => {
              const value = said.bar(trait, bar);
              const count = format.number(bar.count);
              return (
                <li key={`${bar.value} ${bar.start}`}>
                  <span>{value}</span>
                  <Meter share={bar.count / most} label={value} />
                  <Link
                    to={urls.behind(trait.name, bar)}
                    aria-label={t('bar.open', { count, value })}
                  >
                    {count}
                  </Link>
                </li>
              );
            })}
          </ul>
        </>
      )}
    </Panel>
  );
}
