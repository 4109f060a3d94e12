/** The newest messages of a source, asked again while the page is open. */
import { Link } from 'react-router';
import { Panel } from '../../../shared/ui/Page';
import { Time } from '../../../shared/ui/small';
import { EmptyState, Ready } from '../../../shared/ui/State';
import { StatusTag, type Tone } from '../../../shared/ui/StatusTag';
import { useMessages, type Message } from '../api';
import { urls } from '../urls';
import { useWords } from '../words';
import css from './parts.module.css';
import { PlainTable } from './PlainTable';
import { useKnown } from './useKnown';

const SHOWN = 20;

export function Newest({ id }: { id: number }) {
  const t = useWords();
  const asked = useMessages(id);
  return (
    <Panel title={t('newest.title')} act={<span className="soft">{t('newest.live')}</span>} flush>
      <Ready of={asked} lines={4}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title={t('newest.waiting')} text={t('newest.waiting.text')} />
          ) : (
            <PlainTable
              label={t('newest.title')}
              columns={[
                t('newest.what'),
                t('newest.outcome'),
                t('newest.who'),
                t('newest.when'),
                t('newest.arrived'),
              ]}
            >
              {items.slice(0, SHOWN).map((message) => (
                <Row key={message.id} message={message} />
              ))}
            </PlainTable>
          )
        }
      </Ready>
    </Panel>
  );
}

const TONES: Record<Message['outcome'], Tone> = {
  taken: 'success',
  duplicate: 'neutral',
  blocked: 'warning',
  refused: 'danger',
};

function Row({ message }: { message: Message }) {
  const t = useWords();
  const known = useKnown();
  const isRefused = message.outcome === 'refused';
  return (
    <tr>
      <td>{isRefused ? '—' : <What message={message} />}</td>
      <td className={css.nowrap}>
        <StatusTag tone={TONES[message.outcome]}>{known('outcome', message.outcome)}</StatusTag>
        {isRefused && <Why message={message} />}
      </td>
      <td className={css.nowrap}>
        {message.customer_id > 0 ? (
          <Link to={urls.customer(message.customer_id)}>
            {t('newest.customer', { id: message.customer_id })}
          </Link>
        ) : (
          <span className="soft">{message.outcome === 'taken' ? t('newest.visitor') : '—'}</span>
        )}
      </td>
      <td>{isRefused ? '—' : <Time at={message.happened_at} />}</td>
      <td className={css.nowrap}>
        <Time at={message.at} ago />
      </td>
    </tr>
  );
}

/** A track by its name; the others by what they are. */
function What({ message }: { message: Message }) {
  const known = useKnown();
  const isNamed = message.kind === 'track';
  return <>{isNamed ? message.name || '—' : known('kind', message.kind)}</>;
}

function Why({ message }: { message: Message }) {
  const t = useWords();
  const known = useKnown();
  const reason = known('refusal', message.reason);
  return <> {message.where ? t('refusal.at', { reason, where: message.where }) : reason}</>;
}
