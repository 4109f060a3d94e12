/** What does the mail say? Its blocks beside the mail as it arrives; saving makes a new version. */
import { useState, type KeyboardEvent } from 'react';
import { useParams } from 'react-router';
import { useLanguage } from '../../../shared/preferences';
import { LeaveGuard } from '../../../shared/ui/LeaveGuard';
import { Page, Panel } from '../../../shared/ui/Page';
import { Ready } from '../../../shared/ui/State';
import { useFreshContent } from '../api';
import { draftOf, startOf, type Draft } from '../document';
import css from '../parts/content.module.css';
import { BodyPart } from '../parts/BodyPart';
import { EditorBar } from '../parts/EditorBar';
import { MailPart } from '../parts/MailPart';
import { PreviewPane } from '../parts/PreviewPane';
import { useEditor } from '../parts/useEditor';
import { useWords } from '../words';

export function Component() {
  const t = useWords();
  const { contentId } = useParams();
  const id = contentId === 'new' ? 0 : Number(contentId);
  return (
    <Page title={t(id === 0 ? 'editor.new' : 'editor.change')} lead={t('editor.lead')}>
      {id === 0 ? <New /> : <Old key={id} id={id} />}
    </Page>
  );
}

function New() {
  const language = useLanguage();
  const [start] = useState(() => startOf(language));
  return <Editor id={0} start={start} latest={0} />;
}

function Old({ id }: { id: number }) {
  const asked = useFreshContent(id);
  return (
    <Ready of={asked} lines={10}>
      {(one) => (
        <Editor id={id} start={draftOf(one.name, one.version.document)} latest={one.latest} />
      )}
    </Ready>
  );
}

interface EditorProps {
  id: number;
  /** What it begins with: read once. */
  start: Draft;
  latest: number;
}

function Editor(props: EditorProps) {
  const t = useWords();
  const editor = useEditor(props);
  const [customer, setCustomer] = useState<number | null>(null);
  const press = (event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || event.key !== 's') return;
    event.preventDefault();
    editor.save();
  };
  return (
    <div onKeyDown={press}>
      <LeaveGuard isDirty={editor.isDirty} />
      <div className={css.two}>
        <div className={css.side}>
          <Panel title={t('editor.mail')}>
            <MailPart editor={editor} />
          </Panel>
          <Panel title={t(editor.draft.kind === 'mjml' ? 'editor.mjml' : 'editor.blocks')}>
            <BodyPart editor={editor} />
          </Panel>
        </div>
        <div className={css.stays}>
          <Panel title={t('preview.title')}>
            <PreviewPane
              document={editor.shown?.document ?? null}
              customerId={customer}
              onCustomer={setCustomer}
            />
          </Panel>
        </div>
      </div>
      <EditorBar editor={editor} customerId={customer} />
    </div>
  );
}
