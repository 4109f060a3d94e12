/** Write a note, or write one anew; with a day it is a task, and somebody may be named for it. */
import { Form, Input, Select } from 'antd';
import { InlineForm } from '../../../../shared/ui/FormDrawer';
import { changed, saveNote, type Assignee, type Note, type NoteIn } from '../api';
import { useWords } from '../words';

interface NoteFormProps {
  customerId: number;
  note: Note | null;
  assignees: readonly Assignee[];
  then: () => void;
}

interface Values {
  words: string;
  due_on?: string;
  assignee_id?: number;
}

export function NoteForm({ customerId, note, assignees, then }: NoteFormProps) {
  const t = useWords();
  const body = ({ words, due_on, assignee_id }: Values): NoteIn => ({
    words,
    due_on: due_on || null,
    assignee_id: assignee_id ?? null,
  });
  return (
    <InlineForm<Values>
      initial={{
        words: note?.words,
        due_on: note?.due_on ?? undefined,
        assignee_id: note?.assignee_id ?? undefined,
      }}
      save={(values) => saveNote(customerId, note, body(values))}
      refresh={changed}
      act={t('save')}
      said={t('added')}
      then={then}
      onCancel={then}
    >
      <Form.Item
        name="words"
        label={t('words')}
        extra={t('words.hint')}
        rules={[{ required: true }]}
      >
        <Input.TextArea rows={3} maxLength={4000} />
      </Form.Item>
      <Form.Item
        name="due_on"
        label={t('due.field')}
        extra={t('due.hint')}
        dependencies={['assignee_id']}
        rules={[
          ({ getFieldValue }) => ({
            required: getFieldValue('assignee_id') !== undefined,
            message: t('due.needed'),
          }),
        ]}
      >
        <Input type="date" style={{ width: 180 }} />
      </Form.Item>
      {assignees.length > 0 && (
        <Form.Item name="assignee_id" label={t('assignee')}>
          <Select
            allowClear
            placeholder={t('nobody')}
            options={assignees.map(({ id, name }) => ({ value: id, label: name }))}
          />
        </Form.Item>
      )}
    </InlineForm>
  );
}
