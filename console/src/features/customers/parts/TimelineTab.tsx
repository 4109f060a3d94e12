/** What happened with a customer, newest first, narrowed to what one looks for. */
import { Checkbox } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { serverWord } from '../../../shared/i18n';
import { useCan, useFormat } from '../../../shared/session';
import { Time } from '../../../shared/ui/small';
import { EmptyState, Ready } from '../../../shared/ui/State';
import { useTimeline, type Happening, type What } from '../api';
import { useWords } from '../words';
import { Later } from './Later';
import css from './parts.module.css';
import { propsOf } from './props';
import { useKnown } from './useKnown';

const WHATS: readonly What[] = [
  'orders',
  'logistics',
  'messages',
  'consents',
  'events',
  'reviews',
  'service',
  'visits',
];

export function TimelineTab({ id }: { id: number }) {
  const t = useWords();
  const [what, setWhat] = useState<What[]>([]);
  const [cursor, setCursor] = useState('');
  const asked = useTimeline(id, what, cursor);
  return (
    <>
      <Checkbox.Group
        aria-label={t('timeline.filter')}
        value={what}
        options={WHATS.map((value) => ({ value, label: t(`timeline.${value}`) }))}
        onChange={(values) => {
          setWhat(WHATS.filter((one) => values.includes(one)));
          setCursor('');
        }}
      />
      <Ready of={asked}>
        {(page) =>
          page.items.length === 0 ? (
            <EmptyState title={t('timeline.none')} text={t('timeline.none.text')} />
          ) : (
            <>
              <ol className={css.events}>
                {page.items.map((one, at) => (
                  <li key={`${one.at}.${one.kind}.${one.ref}.${at}`}>
                    <Time at={one.at} />
                    <One happening={one} />
                  </li>
                ))}
              </ol>
              <Later cursor={cursor} next={page.next_cursor} onMove={setCursor} />
            </>
          )
        }
      </Ready>
    </>
  );
}

function One({ happening }: { happening: Happening }) {
  const t = useWords();
  const known = useKnown();
  const mayFollow = useCan()('broadcasts.read');
  const said = useSaid(happening);
  const { kind, ref, details } = happening;
  const id = details['source'] === 'broadcast' ? Number(details['source_id']) : 0;
  const source = t('happening.broadcast', { id });
  return (
    <div>
      <strong>{kind === 'event' ? known('event', ref) : known('happening', kind)}</strong>{' '}
      {said.join(' · ')}
      {kind === 'review' && details['words'] && <p className={css.words}>{details['words']}</p>}
      {kind === 'review' && details['reply'] && (
        <p className={css.words}>{t('review.reply', { text: details['reply'] })}</p>
      )}
      {id > 0 && (
        <>
          {' · '}
          {mayFollow ? <Link to={`/broadcasts/${id}`}>{source}</Link> : source}
        </>
      )}
    </div>
  );
}

/** What somebody wrote of a product, in one line; the words themselves stand below it. */
function reviewSaid(details: Happening['details'], t: ReturnType<typeof useWords>): string[] {
  const stars = Number(details['stars'] ?? 0);
  const images = Number(details['images'] ?? 0);
  return [
    details['product'] || details['sku'] || '',
    stars > 0 ? t('review.stars', { count: stars }) : '',
    images > 0 ? t('review.images', { count: images }) : '',
    details['is_anonymous'] === '1' ? t('review.anonymous') : '',
  ].filter(Boolean);
}

/** The details worth a word, by the kind of thing that happened. */
function useSaid({ kind, ref, details }: Happening): string[] {
  const t = useWords();
  const format = useFormat();
  const known = useKnown();
  if (kind.startsWith('consent_')) {
    return [known('purpose', details['purpose'] ?? ''), known('channel', details['channel'] ?? '')];
  }
  if (kind.startsWith('message_')) {
    const { channel = '', reason = '', link = '' } = details;
    const why = reason && (serverWord(`reason.${reason}`) ?? reason);
    return [known('channel', channel), why, link].filter(Boolean);
  }
  if (kind === 'review') return reviewSaid(details, t);
  if (kind.startsWith('parcel_')) {
    const { carrier = '', tail = '' } = details;
    return [ref, [carrier, tail].filter(Boolean).join(' ')].filter(Boolean);
  }
  if (kind === 'event') {
    return propsOf(details['props']).map(([name, value]) => `${known('prop', name)} ${value}`);
  }
  const { status = '', amount = '0', refund = '0' } = details;
  return [
    ref,
    known('status', status),
    format.money(Number(amount)),
    Number(refund) > 0 ? t('timeline.refund', { amount: format.money(Number(refund)) }) : '',
  ].filter(Boolean);
}
