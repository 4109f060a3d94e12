/** The records that a person is made of, why they are one person, and taking one out again. */
import { Button } from 'antd';
import { useNavigate } from 'react-router';
import { useShops } from '../../../../shared/api/shops';
import { useCan, useFormat } from '../../../../shared/session';
import { ConfirmDanger } from '../../../../shared/ui/ConfirmDanger';
import { Ready } from '../../../../shared/ui/State';
import { Time } from '../../../../shared/ui/small';
import { useRecords, useSeparate, type Match, type Record, type Records as All } from '../api';
import { urls } from '../urls';
import { useWords } from '../words';
import { Because, useOrigin } from './Because';
import { GroupsOf } from './GroupsOf';
import { Identifiers } from './Identifiers';
import rows from '../../../../shared/ui/rows.module.css';
import css from './parts.module.css';

export function Records({ customerId }: { customerId: number }) {
  const asked = useRecords(customerId);
  return (
    <>
      <GroupsOf customerId={customerId} />
      <Identifiers customerId={customerId} />
      <Ready of={asked}>{(found) => <Content found={found} />}</Ready>
    </>
  );
}

function Content({ found }: { found: All }) {
  const t = useWords();
  if (found.records.length < 2 && found.matches.length === 0) {
    return <p className="soft">{t('records.one')}</p>;
  }
  return (
    <>
      {found.records.length > 1 && (
        <>
          <p className="soft">{t('records.text', { count: found.records.length })}</p>
          <ul className={rows.rows} aria-label={t('records')}>
            {found.records.map((one, place) => (
              <OneRecord key={one.id} of={found.customer_id} record={one} isOldest={place === 0} />
            ))}
          </ul>
        </>
      )}
      {found.matches.length > 0 && (
        <Matches matches={found.matches} isOne={found.records.length < 2} />
      )}
    </>
  );
}

function OneRecord(props: { of: number; record: Record; isOldest: boolean }) {
  const t = useWords();
  const format = useFormat();
  const mayWrite = useCan()('customers.write');
  const shops = useShops().data?.items;
  const { record } = props;
  const names = record.shop_ids.map(
    (id) => shops?.find((shop) => shop.id === id)?.name ?? String(id),
  );
  const values = [record.name, ...record.user_id, ...record.phone, ...record.email];
  return (
    <li>
      <div>
        <strong>{t('record', { id: record.id })}</strong>{' '}
        {props.isOldest && <span className="soft">{t('record.oldest')}</span>}
        <div>{format.list(values.filter(Boolean)) || '—'}</div>
        <div className="soft">
          {t('record.since')} <Time at={record.created_at} />
          {names.length > 0 && ` · ${format.list(names)}`}
        </div>
      </div>
      {mayWrite && <Separate of={props.of} record={record} />}
    </li>
  );
}

function Separate({ of, record }: { of: number; record: Record }) {
  const t = useWords();
  const navigate = useNavigate();
  const separate = useSeparate(of, t('separate.done'), (left) => {
    if (left.customer_id !== of) void navigate(urls.customer(left.customer_id));
  });
  return (
    <ConfirmDanger
      title={t('separate.title', { id: record.id })}
      consequence={t('separate.text')}
      act={t('separate')}
      onConfirm={() => separate.mutateAsync(record.id)}
    >
      {(open) => (
        <Button size="small" onClick={open} aria-label={`${t('separate')} ${record.id}`}>
          {t('separate')}
        </Button>
      )}
    </ConfirmDanger>
  );
}

function Matches({ matches, isOne }: { matches: readonly Match[]; isOne: boolean }) {
  const t = useWords();
  const origin = useOrigin();
  return (
    <section className={css.part} aria-label={t(isOne ? 'why.not' : 'why')}>
      <h3>{t(isOne ? 'why.not' : 'why')}</h3>
      <ul className={css.matches}>
        {matches.map((one) => (
          <li key={one.id}>
            <Because match={one} />
            <span className="soft">
              {' · '}
              {t('why.between', { one: one.customer_id, other: one.other_id })}
              {one.kind !== 'staff' && one.source && ` · ${origin(one.source)}`}
              {' · '}
              <Time at={one.seen_at} /> · {t(`state.${one.state as 'merged'}`)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
