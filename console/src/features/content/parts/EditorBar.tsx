/** What can be done with the mail in the editor; stays in sight. */
import { Button } from 'antd';
import { useNavigate } from 'react-router';
import { LinkButton } from '../../../shared/ui/LinkButton';
import { urls } from '../urls';
import { useWords } from '../words';
import { TestMail } from './TestMail';
import type { EditorState } from './useEditor';
import css from './content.module.css';

interface EditorBarProps {
  editor: EditorState;
  customerId: number | null;
}

export function EditorBar({ editor, customerId }: EditorBarProps) {
  const t = useWords();
  const navigate = useNavigate();
  const { id, conflict, isDirty } = editor;
  return (
    <div className={css.stick}>
      {conflict !== undefined && (
        <div className={css.danger} role="alert">
          {t('editor.changed', { number: conflict })}{' '}
          <Button size="small" onClick={() => void navigate(urls.versions(id))}>
            {t('editor.changed.look')}
          </Button>{' '}
          <Button size="small" loading={editor.isBusy} onClick={editor.saveAnyway}>
            {t('editor.changed.save')}
          </Button>
        </div>
      )}
      <div className={css.acts}>
        <Button type="primary" loading={editor.isBusy} onClick={editor.save}>
          {t('editor.save')}
        </Button>
        <TestMail document={editor.shown?.document ?? null} customerId={customerId} />
        {id > 0 && <LinkButton to={urls.versions(id)}>{t('versions')}</LinkButton>}
        <LinkButton to={id > 0 ? urls.one(id) : urls.list()} type="text">
          {t('editor.cancel')}
        </LinkButton>
        <span className="soft" role="note">
          {isDirty && t('editor.dirty')}
        </span>
      </div>
    </div>
  );
}
