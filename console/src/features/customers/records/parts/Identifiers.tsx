/** What leads to a person, one by one; what is not theirs is taken out, and put back. */
import { Button, Checkbox, Modal } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useShops } from '../../../../shared/api/shops';
import { who } from '../../../../shared/i18n';
import { useCan, useFormat } from '../../../../shared/session';
import { Ready } from '../../../../shared/ui/State';
import { Time } from '../../../../shared/ui/small';
import {
  useIdentifiers,
  useSplit,
  useSplitPreview,
  useUnsplit,
  type Identifier,
  type Split,
} from '../api';
import { urls } from '../urls';
import { useWords } from '../words';
import { useOrigin } from './Because';
import rows from '../../../../shared/ui/rows.module.css';
import css from './parts.module.css';

type Kind = 'phone' | 'email' | 'user_id';

export function Identifiers({ customerId }: { customerId: number }) {
  const t = useWords();
  const found = useIdentifiers(customerId).data; // not shown to who sees some shops only
  if (!found) return null;
  const records = new Set(found.identifiers.map((one) => one.record_id));
  return (
    <>
      {found.identifiers.length > 0 && (
        <section className={css.part} aria-label={t('identifiers')}>
          <h3>{t('identifiers')}</h3>
          <p className="soft">{t('identifiers.text')}</p>
          <ul className={rows.rows} aria-label={t('identifiers')}>
            {found.identifiers.map((one) => (
              <OneIdentifier
                key={one.id}
                of={customerId}
                identifier={one}
                isOneOfMany={records.size > 1}
                isAlone={found.identifiers.length < 2}
              />
            ))}
          </ul>
        </section>
      )}
      {found.splits.length > 0 && <Splits of={customerId} splits={found.splits} />}
    </>
  );
}

function OneIdentifier(props: {
  of: number;
  identifier: Identifier;
  isOneOfMany: boolean;
  isAlone: boolean;
}) {
  const t = useWords();
  const origin = useOrigin();
  const mayWrite = useCan()('customers.write');
  const shops = useShops().data?.items;
  const [isOpen, setOpen] = useState(false);
  const { identifier: one } = props;
  const about = [
    shops?.find((shop) => shop.id === one.shop_id)?.name,
    one.source && origin(one.source),
    props.isOneOfMany && t('identifier.in', { id: one.record_id }),
  ].filter(Boolean);
  return (
    <li>
      <div>
        {t(`identifier.${one.kind as Kind}`)} <strong>{one.value}</strong>
        {about.length > 0 && <div className="soft">{about.join(' · ')}</div>}
      </div>
      {mayWrite && !props.isAlone && (
        <Button
          size="small"
          onClick={() => setOpen(true)}
          aria-label={`${t('split')} ${one.value}`}
        >
          {t('split')}
        </Button>
      )}
      {isOpen && <TakeOut of={props.of} identifier={one} close={() => setOpen(false)} />}
    </li>
  );
}

function TakeOut(props: { of: number; identifier: Identifier; close: () => void }) {
  const t = useWords();
  const format = useFormat();
  const shops = useShops().data?.items;
  const { of, identifier: one, close } = props;
  const preview = useSplitPreview(of, one.id);
  const [going, setGoing] = useState<number[]>(one.shop_id ? [one.shop_id] : []);
  const numbers = (ids: readonly number[]) => format.list(ids.map(String));
  const made = preview.data;
  const split = useSplit(of, one.id, t('split.done'), close);
  const known = made?.orders.map((row) => row.shop_id) ?? [];
  return (
    <Modal
      open
      title={t('split.title', { value: one.value })}
      onCancel={close}
      okText={t('split.act')}
      okButtonProps={{ danger: true, disabled: !made, loading: split.isPending }}
      onOk={() => split.mutate(made?.is_whole ? [] : going.filter((id) => known.includes(id)))}
    >
      <p>{t('split.text')}</p>
      <Ready of={preview}>
        {(told) => (
          <>
            <ul className={css.matches}>
              {told.is_whole && <li>{t('split.whole', { id: told.record_id })}</li>}
              {told.staying.length > 0 && (
                <li>{t('split.staying', { ids: numbers(told.staying) })}</li>
              )}
              {told.leaving.length > 0 && (
                <li>{t('split.leaving', { ids: numbers(told.leaving) })}</li>
              )}
              {told.matches > 0 && <li>{t('split.matches', { count: told.matches })}</li>}
            </ul>
            {!told.is_whole && told.orders.length > 0 && (
              <fieldset className={css.shops}>
                <legend>{t('split.orders')}</legend>
                <Checkbox.Group
                  value={going}
                  onChange={setGoing}
                  options={told.orders.map((row) => ({
                    value: row.shop_id,
                    label: t('split.shop', {
                      name: shops?.find((shop) => shop.id === row.shop_id)?.name ?? row.shop_id,
                      count: format.number(row.orders),
                    }),
                  }))}
                />
                <p className="soft">{t('split.orders.text')}</p>
              </fieldset>
            )}
          </>
        )}
      </Ready>
    </Modal>
  );
}

function Splits({ of, splits }: { of: number; splits: readonly Split[] }) {
  const t = useWords();
  const mayWrite = useCan()('customers.write');
  const navigate = useNavigate();
  const undo = useUnsplit(t('split.undone'), (found) => {
    if (found.customer_id !== of) void navigate(urls.customer(found.customer_id));
  });
  return (
    <section className={css.part} aria-label={t('splits')}>
      <h3>{t('splits')}</h3>
      <ul className={rows.rows} aria-label={t('splits')}>
        {splits.map((one) => (
          <li key={one.id}>
            <div>
              {t(one.record_id === one.taken_id ? 'split.row.whole' : 'split.row', {
                kind: t(`identifier.${one.kind as Kind}`),
                value: one.value,
                record: one.record_id,
                taken: one.taken_id,
              })}
              <div className="soft">
                {t('split.by', { who: who(one.said_by) })} · <Time at={one.said_at} />
                {one.undone_at && (
                  <>
                    {' · '}
                    {t('split.undone.by', { who: who(one.undone_by) })} ·{' '}
                    <Time at={one.undone_at} />
                  </>
                )}
                {one.is_moving && ` · ${t('split.moving')}`}
              </div>
            </div>
            {mayWrite && !one.undone_at && (
              <Button
                size="small"
                loading={undo.isPending}
                onClick={() => undo.mutate(one.id)}
                aria-label={`${t('split.undo')} ${one.value}`}
              >
                {t('split.undo')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
