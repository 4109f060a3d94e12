/** Notes of a customer and the list of tasks: requests, cache keys, hooks. */
import { api, take, type Schemas } from '../../../shared/api/client';
import { useAct, useQuery } from '../../../shared/api/queries';
import type { ListQuery } from '../../../shared/list/types';

export type Note = Schemas['NoteOut'];
export type NoteIn = Schemas['NoteIn'];
export type Assignee = Schemas['NoteAssignee'];
export type Task = Schemas['TaskOut'];

export const keys = { notes: ['notes'], tasks: ['tasks'] } as const;
export const changed = [keys.notes, keys.tasks];
const of = (customer: number) => ({ params: { path: { customer_id: customer } } });
const one = ({ customer_id, id }: { customer_id: number; id: number }) => ({
  params: { path: { customer_id, note_id: id } },
});

export const useNotes = (customer: number) =>
  useQuery({
    queryKey: [...keys.notes, customer],
    queryFn: () => take(api.GET('/api/v1/customers/{customer_id}/notes', of(customer))),
  });

export const saveNote = (customer: number, note: Note | null, body: NoteIn) =>
  note
    ? take(api.PUT('/api/v1/customers/{customer_id}/notes/{note_id}', { ...one(note), body }))
    : take(api.POST('/api/v1/customers/{customer_id}/notes', { ...of(customer), body }));

export const useFinish = (said: string, isDone: boolean) =>
  useAct<Note>({
    run: (note) =>
      take(
        api.POST('/api/v1/customers/{customer_id}/notes/{note_id}/done', {
          ...one(note),
          body: { is_done: isDone },
        }),
      ),
    refresh: changed,
    said,
  });

export const useRemove = (said: string) =>
  useAct<Note>({
    run: (note) => take(api.DELETE('/api/v1/customers/{customer_id}/notes/{note_id}', one(note))),
    refresh: changed,
    said,
  });

export const fetchTasks = ({ cursor, limit, filters }: ListQuery) =>
  take(
    api.GET('/api/v1/customers/tasks', {
      params: { query: { cursor, limit, mine: filters['whose'] === 'mine' } },
    }),
  );
