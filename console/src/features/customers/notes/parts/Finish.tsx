/** A task is done, or was not done after all. */
import { Button } from 'antd';
import { useFinish, type Note } from '../api';
import { useWords } from '../words';

export function Finish({ note }: { note: Note }) {
  const t = useWords();
  const isDone = note.done_at !== null;
  const act = useFinish(t(isDone ? 'reopen.done' : 'finish.done'), !isDone);
  return (
    <Button size="small" disabled={act.isPending} onClick={() => act.mutate(note)}>
      {t(isDone ? 'reopen' : 'finish')}
    </Button>
  );
}
