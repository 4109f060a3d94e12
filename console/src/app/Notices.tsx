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

export function Notices() {
  useAppWords(); // the notices' words stand in the app's file
  const { notices } = useSession();
  return (
    <>
      {notices.map(({ code, level, params }) => (
        <div key={code} role="note" className={`${css.notice} ${LEVELS[level] ?? css.info}`}>
          {serverWord(`notice.${code}`, params as Params) ?? code}
        </div>
      ))}
    </>
  );
}
