/** The mark and the name. */
import { useSharedWords } from '../shared/i18n/words';
import css from './Shell.module.css';

export function Brand() {
  const t = useSharedWords();
  return (
    <div className={css.brand}>
      <img src="/favicon.svg" width={20} height={20} alt="" />
      {t('brand')}
    </div>
  );
}
