/** The key that signs mails, and the DNS record that lets others verify it. */
import { Alert, Button, Form, Input } from 'antd';
import { useAct } from '../../../shared/api/queries';
import { useCan } from '../../../shared/session';
import { ConfirmDanger } from '../../../shared/ui/ConfirmDanger';
import { InlineForm } from '../../../shared/ui/FormDrawer';
import { CopyText, Facts } from '../../../shared/ui/small';
import { StatusTag } from '../../../shared/ui/StatusTag';
import { keys, makeKey, saveSender } from '../api';
import { domainOf, freshSelector, unsigned, type Sender } from '../sender';
import { useWords } from '../words';
import css from './parts.module.css';

export function DkimPart({ sender }: { sender: Sender }) {
  const t = useWords();
  const mayWrite = useCan()('channels.write');
  const isOn = sender.has_dkim_key && sender.dkim_selector !== '';
  return (
    <div className={css.part}>
      <p className="soft">{t('dkim.text')}</p>
      <div>
        <StatusTag tone={isOn ? 'success' : 'neutral'}>
          {isOn ? t('dkim.on') : t('dkim.off')}
        </StatusTag>
      </div>
      {isOn && <Record sender={sender} />}
      {!sender.is_set && <p>{t('dkim.first')}</p>}
      {sender.is_set && mayWrite && (isOn ? <Change sender={sender} /> : <Make />)}
    </div>
  );
}

function Record({ sender }: { sender: Sender }) {
  const t = useWords();
  const own = domainOf(sender.from_address);
  const domain = sender.dkim_domain || own;
  return (
    <>
      {domain !== own && <Alert type="warning" showIcon title={t('dkim.apart')} />}
      <Facts
        items={[
          [t('dkim.domain'), domain],
          [t('dkim.selector'), sender.dkim_selector],
        ]}
      />
      <h3>{t('dkim.record')}</h3>
      <p className="soft">{t('dkim.record.name')}</p>
      <CopyText text={sender.dkim_name} label={t('dkim.record.name')} />
      <p className="soft">{t('dkim.record.value')}</p>
      <CopyText text={sender.dkim_record} label={t('dkim.record.value')} />
      <p className="soft">{t('dkim.record.hint')}</p>
    </>
  );
}

function Make() {
  const t = useWords();
  return (
    <InlineForm<{ selector: string }, Sender>
      initial={{ selector: freshSelector(new Date()) }}
      save={({ selector }) => makeKey(selector.trim())}
      refresh={[keys.sender]}
      act={t('dkim.make')}
      said={t('dkim.made')}
    >
      <Form.Item
        name="selector"
        label={t('dkim.selector')}
        extra={t('dkim.selector.hint')}
        rules={[{ required: true }]}
      >
        <Input maxLength={63} autoComplete="off" style={{ width: 240 }} />
      </Form.Item>
    </InlineForm>
  );
}

function Change({ sender }: { sender: Sender }) {
  const t = useWords();
  const again = useAct({
    run: () => makeKey(sender.dkim_selector),
    refresh: [keys.sender],
    said: t('dkim.made'),
  });
  const stop = useAct({
    run: () => saveSender(unsigned(sender)),
    refresh: [keys.sender],
    said: t('dkim.stopped'),
  });
  return (
    <div className={css.acts}>
      <ConfirmDanger
        title={t('dkim.again.title')}
        consequence={t('dkim.again.text')}
        act={t('dkim.again')}
        onConfirm={() => again.mutateAsync()}
      >
        {(open) => <Button onClick={open}>{t('dkim.again')}</Button>}
      </ConfirmDanger>
      <ConfirmDanger
        title={t('dkim.stop.title')}
        consequence={t('dkim.stop.text')}
        act={t('dkim.stop')}
        onConfirm={() => stop.mutateAsync()}
      >
        {(open) => (
          <Button danger onClick={open}>
            {t('dkim.stop')}
          </Button>
        )}
      </ConfirmDanger>
    </div>
  );
}
