/** One mail to oneself, and where to look for it. */
import { Alert, Form, Input } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { useCan, useSession } from '../../../shared/session';
import { InlineForm } from '../../../shared/ui/FormDrawer';
import { keys, sendTest, type Tried } from '../api';
import type { Sender } from '../sender';
import { urls } from '../urls';
import { useWords } from '../words';
import { Failure } from './CheckPart';
import css from './parts.module.css';

export function TestPart({ sender }: { sender: Sender }) {
  const t = useWords();
  const { staff, workspace } = useSession();
  const [tried, setTried] = useState<Tried>();
  return (
    <div className={css.part}>
      <p className="soft">{t('test.text')}</p>
      <InlineForm<{ to: string }, Tried>
        initial={{ to: staff?.email ?? sender.from_address }}
        save={({ to }) => {
          setTried(undefined);
          return sendTest(to, t('test.subject', { workspace: workspace.name }), t('test.body'));
        }}
        act={t('test.act')}
        said=""
        refresh={[keys.sink]}
        then={setTried}
      >
        <Form.Item
          name="to"
          label={t('test.to')}
          rules={[{ required: true, type: 'email', message: t('test.to.wrong') }]}
        >
          <Input maxLength={254} inputMode="email" autoComplete="email" />
        </Form.Item>
      </InlineForm>
      <div role="status">{tried && <Verdict tried={tried} sender={sender} />}</div>
    </div>
  );
}

function Verdict({ tried, sender }: { tried: Tried; sender: Sender }) {
  const t = useWords();
  const mayLook = useCan()('channels.read');
  if (!tried.works) {
    return <Failure title={t('test.fails')} code={tried.code} detail={tried.detail} />;
  }
  if (!sender.uses_sink) {
    return (
      <Alert type="success" showIcon title={t('test.works')} description={t('test.works.server')} />
    );
  }
  return (
    <Alert
      type="success"
      showIcon
      title={t('test.works.sink')}
      description={mayLook && <Link to={urls.sinkOf(tried.message_id)}>{t('test.look')}</Link>}
    />
  );
}
