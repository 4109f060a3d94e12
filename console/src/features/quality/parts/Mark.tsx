/** How many alerts stand, beside the menu's entry; nothing while all is well. */
import { useAlerts } from '../api';
import css from '../quality.module.css';
import { useWords } from '../words';

export function Mark() {
  const t = useWords();
  const open = useAlerts().data?.open ?? 0;
  if (open === 0) return null;
  return (
    <span className={css.mark} role="img" aria-label={t('state.open', { count: open })}>
      {open}
    </span>
  );
}
