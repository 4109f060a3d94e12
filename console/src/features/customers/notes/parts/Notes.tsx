/** What staff noted about a customer, the newest first. */
import { Button, Space } from 'antd';
import { useState } from 'react';
import { useCan } from '../../../../shared/session';
import { ConfirmDanger } from '../../../../shared/ui/ConfirmDanger';
import { EmptyState, Ready } from '../../../../shared/ui/State';
import { Time } from '../../../../shared/ui/small';
import { useNotes, useRemove, type Assignee, type Note } from '../api';
import { useWords } from '../words';
import { Due } from './Due';
import { Finish } from './Finish';
import { NoteForm } from './NoteForm';
import css from './parts.module.css';

export function Notes({ customerId }: { customerId: number }) {
  const t = useWords();
  const mayWrite = useCan()('customers.write');
  const asked = useNotes(customerId);
  const [isWriting, setWriting] = useState(false);
  return (
    <Ready of={asked}>
      {({ items, assignees }) => (
        <>
          {isWriting ? (
            <NoteForm
              customerId={customerId}
              note={null}
              assignees={assignees}
              then={() => setWriting(false)}
            />
          ) : (
            mayWrite && (
              <Button type="primary" onClick={() => setWriting(true)}>
                {t('add')}
              </Button>
            )
          )}
          {items.length === 0 ? (
            <EmptyState title={t('notes.none')} text={t('notes.none.text')} />
          ) : (
            <ul className={css.notes} aria-label={t('notes')}>
              {items.map((one) => (
                <li key={one.id}>
                  <OneNote note={one} assignees={assignees} mayWrite={mayWrite} />
                </li>
              ))}
            </ul>
          )}
        </>
      )}
    </Ready>
  );
}

interface OneNoteProps {
  note: Note;
  assignees: readonly Assignee[];
  mayWrite: boolean;
}

function OneNote({ note, assignees, mayWrite }: OneNoteProps) {
  const t = useWords();
  const [isEdited, setEdited] = useState(false);
  if (isEdited) {
    return (
      <NoteForm
        customerId={note.customer_id}
        note={note}
        assignees={assignees}
        then={() => setEdited(false)}
      />
    );
  }
  return (
    <>
      {note.due_on && (
        <div>
          <strong>{t('due')}</strong> <Due note={note} /> {note.assignee}
        </div>
      )}
      <p className={css.words}>{note.words}</p>
      <div className="soft">
        {t('by', { who: note.made_by })} <Time at={note.made_at} />
        {note.changed_at && (
          <>
            {' · '}
            {t('changed')} <Time at={note.changed_at} />
          </>
        )}
        {note.done_at && (
          <>
            {' · '}
            {t('done.by', { who: note.done_by })} <Time at={note.done_at} />
          </>
        )}
      </div>
      {mayWrite && <Acts note={note} onEdit={() => setEdited(true)} />}
    </>
  );
}

function Acts({ note, onEdit }: { note: Note; onEdit: () => void }) {
  const t = useWords();
  const remove = useRemove(t('remove.done'));
  return (
    <Space className={css.acts}>
      {note.due_on && <Finish note={note} />}
      <Button size="small" onClick={onEdit}>
        {t('edit')}
      </Button>
      <ConfirmDanger
        title={t('remove.title')}
        consequence={t('remove.text')}
        act={t('remove')}
        onConfirm={() => remove.mutateAsync(note)}
      >
        {(open) => (
          <Button size="small" onClick={open}>
            {t('remove')}
          </Button>
        )}
      </ConfirmDanger>
    </Space>
  );
}
