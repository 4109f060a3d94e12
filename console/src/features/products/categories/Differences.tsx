/** What categories have and sold, now and after assigning. */
import { useFormat } from '../../../shared/session';
import { Money } from '../../../shared/ui/small';
import { useWords } from '../words';
import type { Difference } from './api';
import css from './categories.module.css';

export function Differences({ found }: { found: readonly Difference[] }) {
  const t = useWords();
  if (found.length === 0) return <p className={css.how}>{t('differ.none')}</p>;
  return (
    <div className={css.scroll} role="region" aria-label={t('differ')} tabIndex={0}>
      <table>
        <caption>{t('differ')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('category')}</th>
            <th scope="col">{t('written.products')}</th>
            <th scope="col">{t('written.orders')}</th>
            <th scope="col">{t('written.revenue')}</th>
          </tr>
        </thead>
        <tbody>
          {found.map(({ name, before, after }) => (
            <tr key={name}>
              <td>{name}</td>
              <td>
                <Two from={before.products} to={after.products} />
              </td>
              <td>
                <Two from={before.orders} to={after.orders} />
              </td>
              <td>
                <Money minor={before.revenue} /> → <Money minor={after.revenue} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Two({ from, to }: { from: number; to: number }) {
  const format = useFormat();
  return (
    <>
      {format.number(from)} → {format.number(to)}
    </>
  );
}
