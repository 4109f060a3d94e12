/** Who mails come from, by which server, signed or not; and ways to try it. */
import { Alert } from 'antd';
import { Link } from 'react-router';
import { useCan } from '../../../shared/session';
import { Page, Panel } from '../../../shared/ui/Page';
import { Ready } from '../../../shared/ui/State';
import { useSender } from '../api';
import { CheckPart } from '../parts/CheckPart';
import { DkimPart } from '../parts/DkimPart';
import { SenderForm } from '../parts/SenderForm';
import { TestPart } from '../parts/TestPart';
import type { Sender } from '../sender';
import { urls } from '../urls';
import { useWords } from '../words';

export function Component() {
  const t = useWords();
  const sender = useSender();
  return (
    <Page title={t('sender.title')} lead={t('sender.lead')}>
      <Ready of={sender}>{(data) => <Parts sender={data} />}</Ready>
    </Page>
  );
}

function Parts({ sender }: { sender: Sender }) {
  const t = useWords();
  const can = useCan();
  // Saved anew, the parts begin anew: no typed password stays, and no verdict on what was before.
  return (
    <>
      <Now sender={sender} />
      <Panel narrow title={t('sender.from')}>
        <SenderForm key={sender.updated_at ?? ''} sender={sender} />
      </Panel>
      {sender.is_set && can('channels.write') && (
        <Panel narrow title={t('check.title')}>
          <CheckPart key={sender.updated_at ?? ''} sender={sender} />
        </Panel>
      )}
      {sender.is_set && can('content.write') && (
        <Panel narrow title={t('test.title')}>
          <TestPart key={sender.updated_at ?? ''} sender={sender} />
        </Panel>
      )}
      <Panel narrow title={t('dkim.title')}>
        <DkimPart sender={sender} />
      </Panel>
    </>
  );
}

/** Whether a mail sent now would reach anybody. */
function Now({ sender }: { sender: Sender }) {
  const t = useWords();
  const mayWrite = useCan()('channels.write');
  if (!sender.is_set) {
    const title = mayWrite ? t('sender.unset') : t('sender.unset.readonly');
    return <Alert type="warning" showIcon title={title} />;
  }
  if (sender.uses_sink) {
    return (
      <Alert
        type="warning"
        showIcon
        title={t('sender.now', { way: t('sender.sink') })}
        description={t('sender.sink.text')}
        action={<Link to={urls.sink()}>{t('sender.sink.open')}</Link>}
      />
    );
  }
  const way = sender.uses_installation ? t('sender.home') : t('sender.own');
  const text = sender.uses_installation
    ? t('sender.home.text')
    : t('sender.own.text', { host: sender.host });
  return <Alert type="success" showIcon title={t('sender.now', { way })} description={text} />;
}
