/** The day of a task, and whether it has passed in the workspace's zone. */
import { useFormat } from '../../../../shared/session';
import { StatusTag } from '../../../../shared/ui/StatusTag';
import type { Note } from '../api';
import { useWords } from '../words';

export function Due({ note }: { note: Note }) {
  const t = useWords();
  const format = useFormat();
  if (!note.due_on) return null;
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: format.timezone });
  const isOver = !note.done_at && note.due_on < day.format(new Date());
  return (
    <>
      <time dateTime={note.due_on}>
        {new Intl.DateTimeFormat(format.language, { timeZone: 'UTC', dateStyle: 'medium' }).format(
          new Date(`${note.due_on}T00:00:00Z`),
        )}
      </time>{' '}
      {isOver && <StatusTag tone="warning">{t('due.over')}</StatusTag>}
    </>
  );
}
