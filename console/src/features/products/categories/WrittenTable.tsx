/** Categories as they are written, with what they sold, and the own one that each is. */
import { Button, Checkbox } from 'antd';
import { useShops } from '../../../shared/api/shops';
import { useFormat } from '../../../shared/session';
import { Money } from '../../../shared/ui/small';
import { useWords } from '../words';
import type { Own, Written } from './api';
import css from './categories.module.css';
import { keyOf } from './namings';

interface Props {
  rows: readonly Written[];
  own: readonly Own[];
  picked: ReadonlyMap<string, number | null>;
  /** Chooses a row for a category; nothing: not chosen any more. */
  pick?: (row: Written, target: number | null | undefined) => void;
}

export function WrittenTable({ rows, own, picked, pick }: Props) {
  const t = useWords();
  return (
    <div className={css.scroll} role="region" aria-label={t('written')} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {pick && <th scope="col">{t('written.choose')}</th>}
            <th scope="col">{t('written.name')}</th>
            <th scope="col">{t('shop')}</th>
            <th scope="col">{t('written.products')}</th>
            <th scope="col">{t('written.orders')}</th>
            <th scope="col">{t('written.revenue')}</th>
            <th scope="col">{t('written.own')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={keyOf(row)} row={row} own={own} picked={picked} pick={pick} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ row, own, picked, pick }: Omit<Props, 'rows'> & { row: Written }) {
  const t = useWords();
  const format = useFormat();
  const shops = useShops().data?.items;
  const { written } = row;
  const isPicked = picked.has(keyOf(row));
  return (
    <tr>
      {pick && (
        <td>
          <Checkbox
            aria-label={t('written.choose.one', { written })}
            checked={isPicked}
            onChange={({ target }) => pick(row, target.checked ? row.category_id : undefined)}
          />
        </td>
      )}
      <td>{written}</td>
      <td>{shops?.find(({ id }) => id === row.shop_id)?.name}</td>
      <td>{format.number(row.products)}</td>
      <td>{format.number(row.orders)}</td>
      <td>
        <Money minor={row.revenue} />
      </td>
      <td>
        <Meant row={row} own={own} picked={picked} pick={pick} />
      </td>
    </tr>
  );
}

function Meant({ row, own, picked, pick }: Omit<Props, 'rows'> & { row: Written }) {
  const t = useWords();
  const pathOf = (id: number | null) => own.find((one) => one.id === id)?.path;
  const chosen = picked.get(keyOf(row));
  if (chosen !== undefined && chosen !== row.category_id) {
    return <strong>→ {pathOf(chosen) ?? t('assign.none')}</strong>;
  }
  if (row.category_id !== null) {
    return (
      <>
        {pathOf(row.category_id)}{' '}
        <span className="soft">{row.is_of_any_shop && t('written.any')}</span>
      </>
    );
  }
  const likely = pathOf(row.likely_id);
  if (!likely) return <span className="soft">{t('written.not')}</span>;
  if (!pick) return <span className="soft">{t('written.likely', { name: likely })}</span>;
  return (
    <Button size="small" onClick={() => pick(row, row.likely_id)}>
      {t('written.likely', { name: likely })}
    </Button>
  );
}
