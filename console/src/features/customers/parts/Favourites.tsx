/** The products that somebody has among their favourites now, the newest first. */
import { Money, Time } from '../../../shared/ui/small';
import { Ready } from '../../../shared/ui/State';
import { useFavourites } from '../api';
import { useWords } from '../words';
import css from './parts.module.css';

export function Favourites({ id }: { id: number }) {
  const t = useWords();
  const asked = useFavourites(id);
  return (
    <Ready of={asked} lines={2}>
      {(items) => (
        <ol className={css.events} aria-label={t('favourites')}>
          {items.map((one) => (
            <li key={`${one.shop_id}.${one.sku}`}>
              <Time at={one.at} />
              <div>
                {one.title || one.sku} {one.title && <span className="soft">{one.sku}</span>}{' '}
                {one.price !== null && <Money minor={one.price} />}
              </div>
            </li>
          ))}
        </ol>
      )}
    </Ready>
  );
}
