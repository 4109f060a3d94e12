/** Who did what with a customer, and who looked at unmasked values. */
import { useState } from 'react';
import { serverWord, useEveryWord, who } from '../../../shared/i18n';
import { Time } from '../../../shared/ui/small';
import { EmptyState, Ready } from '../../../shared/ui/State';
import { useAudit } from '../api';
import { useWords } from '../words';
import { Later } from './Later';
import css from './parts.module.css';

export function AuditTab({ id }: { id: number }) {
  const t = useWords();
  useEveryWord();
  const [cursor, setCursor] = useState('');
  const asked = useAudit(id, cursor);
  return (
    <Ready of={asked}>
      {(page) =>
        page.items.length === 0 ? (
          <EmptyState title={t('audit.none')} text={t('audit.none.text')} />
        ) : (
          <>
            <ol className={css.events}>
              {page.items.map((one) => (
                <li key={one.id}>
                  <Time at={one.at} />
                  <div>
                    <strong>{serverWord(`action.${one.action}`) ?? one.action}</strong>{' '}
                    {one.actor_kind === 'system' ? who(one.actor_label) : one.actor_label}
                    {one.fields.length > 0 && (
                      <span className="soft"> · {one.fields.join(', ')}</span>
                    )}
                  </div>
                </li>
              ))}
            </ol>
            <Later cursor={cursor} next={page.next_cursor} onMove={setCursor} />
          </>
        )
      }
    </Ready>
  );
}
