/** What a mail is called, and what an inbox shows of it. */
import { Input } from 'antd';
import { useBrand } from '../api';
import { useWords } from '../words';
import { ChoiceField, ColourField, Field, WordField } from './fields';
import { fieldId, type EditorState } from './useEditor';
import css from './content.module.css';

export function MailPart({ editor }: { editor: EditorState }) {
  const t = useWords();
  const { draft, change, wrongAt } = editor;
  return (
    <div className={css.fields}>
      <div id={fieldId('name')}>
        <Field label={t('name')} extra={t('name.extra')} error={wrongAt('name')}>
          {(control) => (
            <Input
              {...control}
              value={draft.name}
              maxLength={200}
              autoComplete="off"
              onChange={(event) => change({ name: event.target.value })}
            />
          )}
        </Field>
      </div>
      <div id={fieldId('subject')}>
        <WordField
          label={t('subject')}
          value={draft.subject}
          most={500}
          error={wrongAt('subject')}
          onChange={(subject) => change({ subject })}
        />
      </div>
      <WordField
        label={t('preheader')}
        value={draft.preheader}
        most={500}
        extra={t('preheader.extra')}
        error={wrongAt('preheader')}
        onChange={(preheader) => change({ preheader })}
      />
      <More editor={editor} />
    </div>
  );
}

/** What is seldom changed: the footer's language, the colours, and whether it is written by hand. */
function More({ editor }: { editor: EditorState }) {
  const t = useWords();
  const { draft, change } = editor;
  return (
    <details className={css.look}>
      <summary>{t('editor.more')}</summary>
      <div className={css.fields}>
        {editor.id === 0 && (
          <ChoiceField
            label={t('editor.kind')}
            value={draft.kind}
            options={[
              { value: 'blocks', label: t('editor.kind.blocks') },
              { value: 'mjml', label: t('editor.kind.mjml') },
            ]}
            onChange={(kind) => change({ kind })}
          />
        )}
        <ChoiceField
          label={t('language')}
          value={draft.language}
          options={[
            { value: 'zh-CN', label: t('language.zh') },
            { value: 'en-US', label: t('language.en') },
          ]}
          onChange={(language) => change({ language })}
        />
        {draft.kind === 'blocks' && <Colours editor={editor} />}
      </div>
    </details>
  );
}

const COLOURS = ['accent', 'background', 'text'] as const;

function Colours({ editor: { draft, change } }: { editor: EditorState }) {
  const t = useWords();
  const brand = useBrand().data;
  return (
    <>
      <p className="soft small">{t('editor.look.text')}</p>
      {COLOURS.map((name) => (
        <ColourField
          key={name}
          label={t(`brand.${name}`)}
          value={draft.theme[name] ?? null}
          usual={brand?.[name]}
          mayBeNone
          onChange={(colour) => change({ theme: { ...draft.theme, [name]: colour } })}
        />
      ))}
    </>
  );
}
