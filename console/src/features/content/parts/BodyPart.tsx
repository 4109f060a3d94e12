/** What stands in a mail: its blocks, or the code of one that is written by hand. */
import { useWords } from '../words';
import { BlockList } from './BlockList';
import { WordField } from './fields';
import { fieldId, type EditorState } from './useEditor';
import css from './content.module.css';

export function BodyPart({ editor }: { editor: EditorState }) {
  const t = useWords();
  const { draft, change, rest } = editor;
  return (
    <div className={css.fields}>
      {rest && (
        <div className={css.danger} role="alert">
          {rest}
        </div>
      )}
      {draft.kind === 'blocks' ? (
        <>
          <p className="soft small">{t('blocks.keys')}</p>
          <BlockList
            label={t('blocks.label')}
            items={draft.items}
            onChange={(items) => change({ items })}
            open={editor.open}
            setOpen={editor.setOpen}
            wrong={editor.wrong}
            isTried={editor.isTried}
          />
        </>
      ) : (
        <div id={fieldId('mjml')}>
          <WordField
            label={t('editor.mjml')}
            value={draft.mjml}
            most={300_000}
            rows={24}
            isCode
            extra={t('editor.mjml.extra')}
            error={editor.wrongAt('mjml')}
            onChange={(mjml) => change({ mjml })}
          />
        </div>
      )}
    </div>
  );
}
