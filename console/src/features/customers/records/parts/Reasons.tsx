/** What speaks for and against two customers being one, the strongest first. */
import type { Reason } from '../alike';
import { useFormat } from '../../../../shared/session';
import { useWords } from '../words';
import css from './parts.module.css';

/** Words for a field at a level: `email` is never the same, or it would have merged them. */
const SAID = [
  'name.same',
  'name.near',
  'name.family',
  'name.other',
  'address.same',
  'address.near',
  'address.city',
  'address.other',
  'email.near',
  'email.other',
  'phone.near',
  'phone.other',
  'birthday.same',
  'birthday.other',
  'device.same',
] as const;

export function Reasons({ reasons }: { reasons: readonly Reason[] }) {
  const t = useWords();
  const format = useFormat();
  const sorted = [...reasons].sort((one, other) => Math.abs(other.bits) - Math.abs(one.bits));
  return (
    <ul className={css.reasons}>
      {sorted.map(({ field, level, bits }) => {
        const said = SAID.find((one) => one === `${field}.${level}`);
        if (!said) return null;
        const weight = format.number(Math.abs(bits), { digits: 1 });
        return (
          <li key={field}>
            {t(`alike.${said}`)}{' '}
            <span className="soft">
              {t(bits >= 0 ? 'alike.for' : 'alike.against', { bits: weight })}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
