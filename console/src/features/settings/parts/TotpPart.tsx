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
        <div aria-hidden="true">
          <QRCode value={state.url} size={160} color="#000000" bgColor="#ffffff" />
        </div>
      </div>
      <CopyText text={state.secret} label={t('account.totp.secret')} />
      {again.form}
      <div hidden={again.form !== undefined}>
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
      </div>
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
        // Not awaited: the question must be gone when the password is asked for.
        onConfirm={() => Promise.resolve(stop.mutate())}
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

/** The act that waits for the password. */
interface Waiting {
  goOn: () => void;
}

/**
 * Some acts want the password again: `guard` then waits, `form` asks for it, and the act goes on by itself.
 */
function useAgain() {
  const t = useWords();
  const shared = useSharedWords();
  const [waiting, setWaiting] = useState<Waiting>();
  const guard = <Out,>(act: () => Promise<Out>): Promise<Out> =>
    act().catch((error: unknown) => {
      if (!(error instanceof AgainNeeded)) throw error;
      return new Promise<Out>((resolve, reject) => {
        setWaiting({ goOn: () => void act().then(resolve, reject) });
      });
    });
  const form = waiting && (
    <InlineForm<{ password: string }>
      initial={{}}
      save={({ password }) => passwordAgain(password)}
      said=""
      act={t('account.again.act')}
      then={() => {
        setWaiting(undefined);
        waiting.goOn();
      }}
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
  return { guard, form };
}
