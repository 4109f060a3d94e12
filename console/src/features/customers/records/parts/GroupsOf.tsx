/** The household and the company of a customer, with what all of it is worth. */
import { Link } from 'react-router';
import { useFormat } from '../../../../shared/session';
import { Money } from '../../../../shared/ui/small';
import { useGroupsOf } from '../together';
import { urls } from '../urls';
import { useWords } from '../words';
import { useGroupName } from './useGroupName';
import css from './parts.module.css';

export function GroupsOf({ customerId }: { customerId: number }) {
  const t = useWords();
  const format = useFormat();
  const name = useGroupName();
  const groups = useGroupsOf(customerId, true).data; // not shown to who sees some shops only
  if (!groups?.length) return null;
  return (
    <section className={css.part} aria-label={t('groups.title')}>
      <h3>{t('groups.title')}</h3>
      <ul className={css.matches}>
        {groups.map((one) => (
          <li key={one.id}>
            <Link to={urls.group(one.id)}>{name(one)}</Link>
            <div className="soft">
              {t(`group.${one.kind as 'household' | 'company'}`)} ·{' '}
              {t('group.count', { count: one.members })} ·{' '}
              {t('group.worth', { orders: format.number(one.orders) })} <Money minor={one.net} />
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
