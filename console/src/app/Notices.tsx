/** What the server wants everybody in this workspace to know, such as that this is a demo. */
import { serverWord, type Params } from '../shared/i18n';
import { useSession } from '../shared/session';
import { useAppWords } from './words';
import css from './Shell.module.css';

const LEVELS: Record<string, string | undefined> = {
  info: css.info,
  warning: css.warning,
  danger: css.danger,
};

/** A notice that we have no words for may bring its own. */
const textOf = (params: Record<string, unknown> = {}): string | undefined =>
  typeof params['text'] === 'string' ? params['text'] : undefined;

export function Notices() {
  useAppWords(); // the notices' words stand in the app's file
  const { notices } = useSession();
  const levels = [...new Set(notices.map(({ level }) => level))];
  return (
    <>
      {levels.map((level) => (
        // One band a level: what is read once should not push the page down for ever.
        <div key={level} role="note" className={`${css.notice} ${LEVELS[level] ?? css.info}`}>
          {notices
            .filter((one) => one.level === level)
            .map(({ code, params }) => (
              <span key={code} className={css.said}>
                {serverWord(`notice.${code}`, params as Params) ?? textOf(params) ?? code}
              </span>
            ))}
        </div>
      ))}
    </>
  );
}
