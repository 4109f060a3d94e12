/** The sender's settings in one form: the person, the server, the speed. */
import { Form, Input, InputNumber, Radio, Select } from 'antd';
import { useSharedWords } from '../../../shared/i18n/words';
import { useCan } from '../../../shared/session';
import { InlineForm } from '../../../shared/ui/FormDrawer';
import { keys, saveSender } from '../api';
import { bodyOf, PORTS, valuesOf, type Sender, type SenderValues, type Way } from '../sender';
import { useWords } from '../words';
import css from './parts.module.css';

export function SenderForm({ sender }: { sender: Sender }) {
  const t = useWords();
  const can = useCan();
  return (
    <InlineForm<SenderValues, Sender>
      initial={valuesOf(sender)}
      save={(values) => saveSender(bodyOf(values, sender))}
      refresh={[keys.sender]}
      isReadOnly={!can('channels.write')}
    >
      <Person />
      <h3 className={css.group}>{t('sender.server')}</h3>
      <Server sender={sender} />
      <h3 className={css.group}>{t('sender.pace')}</h3>
      <Pace />
    </InlineForm>
  );
}

function Person() {
  const t = useWords();
  const shared = useSharedWords();
  const rules = [{ required: true, whitespace: true, message: shared('required') }];
  return (
    <>
      <Form.Item
        name="from_name"
        label={t('sender.from_name')}
        extra={t('sender.from_name.hint')}
        rules={rules}
      >
        <Input maxLength={120} autoComplete="organization" />
      </Form.Item>
      <Form.Item
        name="from_address"
        label={t('sender.from_address')}
        extra={t('sender.from_address.hint')}
        rules={rules}
      >
        <Input maxLength={254} inputMode="email" autoComplete="email" />
      </Form.Item>
      <Form.Item name="reply_to" label={t('sender.reply_to')} extra={t('sender.reply_to.hint')}>
        <Input maxLength={254} inputMode="email" autoComplete="off" />
      </Form.Item>
      <Form.Item
        name="postal_address"
        label={t('sender.postal_address')}
        extra={t('sender.postal_address.hint')}
        rules={rules}
      >
        <Input maxLength={300} autoComplete="street-address" />
      </Form.Item>
    </>
  );
}

function Server({ sender }: { sender: Sender }) {
  const t = useWords();
  const way = Form.useWatch<Way | undefined>('way') ?? valuesOf(sender).way;
  const home = sender.has_sink ? t('sender.way.sink') : t('sender.way.home');
  return (
    <>
      <Form.Item name="way" label={t('sender.way')} required>
        <Radio.Group
          aria-label={t('sender.way')}
          options={[
            { value: 'home', label: home },
            { value: 'own', label: t('sender.way.own') },
          ]}
          vertical
        />
      </Form.Item>
      {way === 'own' && <OwnServer sender={sender} />}
    </>
  );
}

function OwnServer({ sender }: { sender: Sender }) {
  const t = useWords();
  const form = Form.useFormInstance<SenderValues>();
  const kinds = ['tls', 'starttls', 'none'] as const;
  // A port that was only the usual one of the other kind follows the kind.
  const follow = (kind: string) => {
    const port: unknown = form.getFieldValue('port');
    if (Object.values(PORTS).includes(Number(port))) form.setFieldValue('port', PORTS[kind]);
  };
  return (
    <>
      <Form.Item
        name="host"
        label={t('sender.host')}
        rules={[{ required: true, whitespace: true, message: t('sender.host.needed') }]}
      >
        <Input maxLength={255} placeholder={t('sender.host.hint')} autoComplete="off" />
      </Form.Item>
      <Form.Item name="security" label={t('sender.security')} required>
        <Select
          options={kinds.map((value) => ({ value, label: t(`sender.security.${value}`) }))}
          onChange={follow}
        />
      </Form.Item>
      <Form.Item name="port" label={t('sender.port')} rules={[{ required: true }]}>
        <InputNumber precision={0} style={{ width: 140 }} />
      </Form.Item>
      <Form.Item name="username" label={t('sender.username')}>
        <Input maxLength={255} autoComplete="off" />
      </Form.Item>
      <Form.Item
        name="password"
        label={t('sender.password')}
        extra={sender.has_password ? t('sender.password.kept') : t('sender.password.hint')}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
    </>
  );
}

function Pace() {
  const t = useWords();
  const required = [{ required: true }];
  const style = { width: 140 };
  return (
    <>
      <Form.Item
        name="per_second"
        label={t('sender.per_second')}
        extra={t('sender.per_second.hint')}
        rules={required}
      >
        <InputNumber precision={0} style={style} />
      </Form.Item>
      <Form.Item name="connections" label={t('sender.connections')} rules={required}>
        <InputNumber precision={0} style={style} />
      </Form.Item>
      <Form.Item name="most_attempts" label={t('sender.most_attempts')} rules={required}>
        <InputNumber precision={0} style={style} />
      </Form.Item>
      <Form.Item
        name="retry_seconds"
        label={t('sender.retry_seconds')}
        extra={t('sender.retry_seconds.hint')}
        rules={required}
      >
        <InputNumber precision={0} style={style} />
      </Form.Item>
    </>
  );
}
