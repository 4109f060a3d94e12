/** What happened to an order, moment by moment, and who told of it. */
import { Time } from '../../../shared/ui/small';
import { Ready } from '../../../shared/ui/State';
import { useFormat } from '../../../shared/session';
import { useStory, type Moment } from '../api';
import { useWords } from '../words';
import css from './parts.module.css';
import { useKnown } from './useKnown';

export function Story({ shopId, orderNo }: { shopId: number; orderNo: string }) {
  const t = useWords();
  const asked = useStory(shopId, orderNo);
  return (
    <Ready of={asked} lines={2}>
      {(moments) =>
        moments.length === 0 ? (
          <p className="soft">{t('story.none')}</p>
        ) : (
          <ol className={css.events} aria-label={t('story', { number: orderNo })}>
            {moments.map((one, place) => (
              <li key={place}>
                <span>
                  {!one.is_exact && <span className="soft">{t('story.by')} </span>}
                  <Time at={one.at} />
                </span>
                <One moment={one} />
              </li>
            ))}
          </ol>
        )
      }
    </Ready>
  );
}

function One({ moment }: { moment: Moment }) {
  const t = useWords();
  const format = useFormat();
  const known = useKnown();
  const { what, amount, currency, note } = moment;
  const said = [
    amount === null ? '' : format.money(amount, { currency }),
    what === 'updated' || what === 'ordered' ? known('status', note) : note,
  ].filter(Boolean);
  const name = moment.by_name || t('story.gone');
  return (
    <div>
      <strong>{t(`moment.${what}`)}</strong> {said.join(' · ')}{' '}
      <span className="soft">{t(`story.${moment.by}`, { name })}</span>
    </div>
  );
}
