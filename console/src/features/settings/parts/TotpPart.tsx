/** The second factor: off with a way to turn it on, on with its recovery codes and a way to turn it off. */
import { Button, Form, Input, QRCode } from 'antd';
import { useState } from 'react';
import { useAct, useQuery } from '../../../shared/api/queries';
import { useSharedWords } from '../../../shared/i18n/words';
import { ConfirmDanger } from '../../../shared/ui/ConfirmDanger';
import { InlineForm } from '../../../shared/ui/FormDrawer';
import { CopyText } from '../../../shared/ui/small';
import { Ready } from '../../../shared/ui/State';
import { StatusTag } from '../../../shared/ui/StatusTag';
import {
  AgainNeeded,
  fetchRecoveryCodes,
  fetchTotp,
  passwordAgain,
  startTotp,
  stopTotp,
  type Totp,
} from '../account';
import { useWords } from '../words';
import css from './TotpPart.module.css';

const KEY = ['account', 'totp'];

export function TotpPart() {
  const totp = useQuery({ queryKey: KEY, queryFn: fetchTotp, staleTime: Infinity });
  return (
    <Ready of={totp}>{(state) => (state.kind === 'on' ? <On /> : <Off state={state} />)}</Ready>
  );
}

function Off({ state }: { state: Extract<Totp, { kind: 'off' }> }) {
  const t = useWords();
  const shared = useSharedWords();
  const [isStarted, setStarted] = useState(false);
  const again = useAgain();
  if (!isStarted) {
    return (
      <div className={css.part}>
        <p className="soft">{t('account.totp.off')}</p>
        <div>
          <Button onClick={() => setStarted(true)}>{t('account.totp.start')}</Button>
        </div>
      </div>
    );
  }
  return (
    <div className={css.part}>
      <p>{t('account.totp.scan')}</p>
      <div role="img" aria-label={t('account.totp.qr')}>
        {/* Cameras want dark on light in either theme. */}
        <QRCode value={state.url} size={160} color="#000000" bgColor="#ffffff" />
      </div>
      <CopyText text={state.secret} label={t('account.totp.secret')} />
      {again.form ?? (
        <InlineForm<{ code: string }>
          initial={{}}
          save={({ code }) => again.guard(() => startTotp(code.trim()))}
          refresh={[KEY]}
          said={t('account.totp.enabled')}
          act={t('account.totp.confirm')}
        >
          <Form.Item
            name="code"
            label={t('account.totp.code')}
            rules={[{ required: true, message: shared('required') }]}
          >
            <Input autoComplete="one-time-code" maxLength={6} style={{ width: 160 }} />
          </Form.Item>
        </InlineForm>
      )}
    </div>
  );
}

function On() {
  const t = useWords();
  const again = useAgain();
  const stop = useAct({
    run: () => again.guard(stopTotp),
    refresh: [KEY],
    said: t('account.totp.stopped'),
  });
  return (
    <div className={css.part}>
      <div>
        <StatusTag tone="success">{t('account.totp.on')}</StatusTag>
      </div>
      <Codes />
      {again.form}
      <ConfirmDanger
        title={t('account.totp.stop.title')}
        consequence={t('account.totp.stop.text')}
        act={t('account.totp.stop')}
        onConfirm={() => stop.mutateAsync()}
      >
        {(open) => (
          <div>
            <Button danger onClick={open}>
              {t('account.totp.stop')}
            </Button>
          </div>
        )}
      </ConfirmDanger>
    </div>
  );
}

function Codes() {
  const t = useWords();
  const again = useAgain();
  const show = useAct<void, readonly string[]>({ run: () => again.guard(fetchRecoveryCodes) });
  return (
    <>
      <h3>{t('account.codes')}</h3>
      <p className="soft">{t('account.codes.text')}</p>
      {again.form}
      {show.data ? (
        <CopyText text={show.data.join('  ')} label={t('account.codes')} />
      ) : (
        <div>
          <Button loading={show.isPending} onClick={() => show.mutate()}>
            {t('account.codes.show')}
          </Button>
        </div>
      )}
    </>
  );
}

/** Where the server wants the password again: the form for it, and a guard that shows it. */
function useAgain() {
  const t = useWords();
  const shared = useSharedWords();
  const [isAsked, setAsked] = useState(false);
  const guard = async <Out,>(act: () => Promise<Out>): Promise<Out> => {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof AgainNeeded)) throw error;
      setAsked(true);
      throw new Error(t('account.again'));
    }
  };
  const form = isAsked && (
    <InlineForm<{ password: string }>
      initial={{}}
      save={({ password }) => passwordAgain(password)}
      said=""
      act={t('account.again.act')}
      then={() => setAsked(false)}
    >
      <Form.Item
        name="password"
        label={t('account.again')}
        rules={[{ required: true, message: shared('required') }]}
      >
        <Input.Password autoComplete="current-password" autoFocus />
      </Form.Item>
    </InlineForm>
  );
  return { guard, form: form || undefined };
}
