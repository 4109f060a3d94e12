/** The login page: e-mail and password, then the second factor where there is one. Kept small: no router, no cards. */
import { Button } from 'antd';
import { Suspense, useEffect, useState } from 'react';
import { serverWord } from '../../shared/i18n';
import { setLanguage, useLanguage } from '../../shared/preferences';
import { whoIsIn, type Outcome } from '../../shared/api/allauth';
import { safeNext } from '../place';
import { CodeForm, PasswordForm } from './forms';
import { useLoginWords } from './words';
import css from './login.module.css';

export function Screen() {
  return (
    <Suspense fallback={null}>
      <Login />
    </Suspense>
  );
}

const asked = new URLSearchParams(window.location.search);

function Login() {
  const t = useLoginWords();
  const [step, setStep] = useState<'password' | 'code'>('password');
  const [refusal, setRefusal] = useState(asked.has('spent') ? t('spent') : '');
  const settle = (outcome: Outcome) => {
    setRefusal('');
    if (outcome.kind === 'in') window.location.assign(safeNext(asked.get('next')));
    else if (outcome.kind === 'code') setStep('code');
    else setRefusal(refusalText(outcome, t));
  };
  useAlreadyIn(settle);
  const title = step === 'code' ? t('code.title') : t('title');
  useEffect(() => {
    document.title = title;
  }, [title]);
  return (
    <main className={css.page}>
      <section className={css.box}>
        <header className={css.head}>
          <img src="/favicon.svg" width={32} height={32} alt="" />
          <h1>{title}</h1>
        </header>
        {refusal && (
          <p role="alert" className={css.refusal}>
            {refusal}
          </p>
        )}
        {step === 'code' ? (
          <CodeForm onOutcome={settle} onBack={() => setStep('password')} />
        ) : (
          <PasswordForm onOutcome={settle} />
        )}
      </section>
      <LanguageSwitch />
    </main>
  );
}

/** Somebody signed in who comes here goes on; one who left before the second factor stands there again. */
function useAlreadyIn(settle: (outcome: Outcome) => void): void {
  useEffect(() => {
    void whoIsIn().then((outcome) => {
      if (outcome.kind !== 'refused') settle(outcome);
    });
    // Once, on arrival.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
}

function LanguageSwitch() {
  const language = useLanguage();
  const other = language === 'zh-CN' ? 'en-US' : 'zh-CN';
  return (
    <Button type="link" lang={other} onClick={() => setLanguage(other)}>
      {other === 'zh-CN' ? '简体中文' : 'English'}
    </Button>
  );
}

function refusalText(
  { code, message }: Extract<Outcome, { kind: 'refused' }>,
  t: ReturnType<typeof useLoginWords>,
): string {
  return serverWord(`refused.${code}`) ?? (message || t('refused.other', { code }));
}
