/** What a file says of its people: who is new, who may be reached, who is on which list. */
import { useFormat } from '../../../shared/session';
import { Figure, Figures } from '../../../shared/ui/Figure';
import { Panel } from '../../../shared/ui/Page';
import type { Contacts, Plan } from '../api';
import { useWords } from '../words';
import css from './parts.module.css';

const ANSWERS = ['in', 'out', 'bounced', 'complained', 'blocked'] as const;

interface ToldPartProps {
  contacts: Contacts;
  plan: Plan;
  isTrial?: boolean;
}

export function ToldPart({ contacts, plan, isTrial }: ToldPartProps) {
  const t = useWords();
  const format = useFormat();
  const definitions: Partial<Record<(typeof ANSWERS)[number], string>> = {
    in: t(plan.options?.is_consent_kept ? 'told.in.granted' : 'told.in.not'),
    out: t('told.out.text'),
    bounced: t('told.bounced.text'),
    complained: t('told.out.text'),
    blocked: t('told.bounced.text'),
  };
  const told = (['email', 'sms'] as const).flatMap((channel) =>
    ANSWERS.flatMap((answer) => {
      const count = contacts[channel]?.[answer];
      if (!count) return [];
      const what = t(`told.${answer}`);
      const label = channel === 'sms' ? t('told.sms', { what }) : what;
      return [{ key: `${channel}.${answer}`, label, count, definition: definitions[answer] }];
    }),
  );
  const lists = Object.entries(contacts.lists ?? {}).sort(([, a], [, b]) => b - a);
  if (told.length === 0 && lists.length === 0 && !isTrial) return null;
  return (
    <Panel title={t(isTrial ? 'told.title.trial' : 'told.title')}>
      <Figures>
        {contacts.new !== undefined && (
          <Figure label={t('told.new')} value={format.number(contacts.new)} />
        )}
        {contacts.known !== undefined && (
          <Figure label={t('told.known')} value={format.number(contacts.known)} />
        )}
        {told.map(({ key, label, count, definition }) => (
          <Figure key={key} label={label} value={format.number(count)} definition={definition} />
        ))}
      </Figures>
      {!!(contacts.email?.in || contacts.sms?.in) && <p className="soft">{definitions.in}</p>}
      {lists.length > 0 && <Lists lists={lists} />}
      {Object.values(plan.columns).includes('tags') && <p className="soft">{t('told.tags')}</p>}
    </Panel>
  );
}

function Lists({ lists }: { lists: readonly [string, number][] }) {
  const t = useWords();
  const format = useFormat();
  return (
    <div className={css.scroll} role="region" aria-label={t('told.lists')} tabIndex={0}>
      <table>
        <caption>{t('told.lists')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('told.list')}</th>
            <th scope="col">{t('told.people')}</th>
          </tr>
        </thead>
        <tbody>
          {lists.map(([name, count]) => (
            <tr key={name}>
              <td>{name}</td>
              <td>{format.number(count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
