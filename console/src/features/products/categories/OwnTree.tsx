/** The tree of own categories, each with what may be done to it. */
import { Button } from 'antd';
import { useState } from 'react';
import { useFormat } from '../../../shared/session';
import { ConfirmDanger } from '../../../shared/ui/ConfirmDanger';
import rows from '../../../shared/ui/rows.module.css';
import { useWords } from '../words';
import { useDelete, type Own } from './api';
import css from './categories.module.css';
import { OwnForm } from './OwnForm';

export function OwnTree({ own, mayWrite }: { own: readonly Own[]; mayWrite: boolean }) {
  return (
    <ul className={rows.rows}>
      {own.map((one) => (
        <Row key={one.id} one={one} own={own} mayWrite={mayWrite} />
      ))}
    </ul>
  );
}

function Row({ one, own, mayWrite }: { one: Own; own: readonly Own[]; mayWrite: boolean }) {
  const t = useWords();
  const format = useFormat();
  const [isChanging, setChanging] = useState(false);
  const remove = useDelete(one.id);
  if (isChanging) {
    return (
      <li>
        <OwnForm own={own} of={one} done={() => setChanging(false)} />
      </li>
    );
  }
  const { name } = one;
  const isFree = one.names === 0 && own.every(({ parent_id: parent }) => parent !== one.id);
  return (
    <li>
      <div className={rows.main} style={{ paddingInlineStart: 24 * depthOf(one, own) }}>
        {name} <span className="soft">{t('own.names', { count: format.number(one.names) })}</span>
      </div>
      {mayWrite && (
        <div className={css.line}>
          <Button
            size="small"
            aria-label={t('own.change.one', { name })}
            onClick={() => setChanging(true)}
          >
            {t('own.change')}
          </Button>
          {isFree && (
            <ConfirmDanger
              title={t('own.delete.ask', { name })}
              consequence={t('own.delete.consequence')}
              act={t('own.delete')}
              onConfirm={() => remove.mutateAsync()}
            >
              {(open) => (
                <Button size="small" aria-label={t('own.delete.one', { name })} onClick={open}>
                  {t('own.delete')}
                </Button>
              )}
            </ConfirmDanger>
          )}
        </div>
      )}
    </li>
  );
}

function depthOf({ parent_id: parent }: Own, own: readonly Own[]): number {
  const above = own.find(({ id }) => id === parent);
  return above ? 1 + depthOf(above, own) : 0;
}
