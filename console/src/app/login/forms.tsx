/** The two forms of signing in. */
import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { giveCode, signIn, type Outcome } from '../../shared/api/allauth';
import { useLoginWords } from './words';
import css from './login.module.css';

/** Runs an attempt; an answer that never came is an outcome too. */
function useAttempt(onOutcome: (outcome: Outcome) => void) {
  const [isBusy, setBusy] = useState(false);
  const attempt = (asked: Promise<Outcome>) => {
    setBusy(true);
    void asked
      .catch((): Outcome => ({ kind: 'refused', code: 'network', message: '' }))
      .then(onOutcome)
      .finally(() => setBusy(false));
  };
  return { isBusy, attempt };
}

export function PasswordForm({ onOutcome }: { onOutcome: (outcome: Outcome) => void }) {
  const t = useLoginWords();
  const { isBusy, attempt } = useAttempt(onOutcome);
  return (
    <>
      <Form<{ email: string; password: string }>
        layout="vertical"
        requiredMark={false}
        validateTrigger="onSubmit"
        onFinish={({ email, password }) => attempt(signIn(email.trim(), password))}
      >
        <Form.Item
          name="email"
          label={t('email')}
          rules={[{ required: true, message: t('email.wrong') }]}
        >
          <Input size="large" type="email" autoComplete="username" autoFocus />
        </Form.Item>
        <Form.Item
          name="password"
          label={t('password')}
          rules={[{ required: true, message: t('password.missing') }]}
        >
          <Input.Password size="large" autoComplete="current-password" />
        </Form.Item>
        <Button type="primary" size="large" htmlType="submit" block loading={isBusy}>
          {t('submit')}
        </Button>
      </Form>
      <p className={css.foot}>{t('forgotten')}</p>
    </>
  );
}

interface CodeFormProps {
  onOutcome: (outcome: Outcome) => void;
  onBack: () => void;
}

export function CodeForm({ onOutcome, onBack }: CodeFormProps) {
  const t = useLoginWords();
  const { isBusy, attempt } = useAttempt(onOutcome);
  return (
    <Form<{ code: string }>
      layout="vertical"
      requiredMark={false}
      onFinish={({ code }) => attempt(giveCode(code.trim()))}
    >
      <Form.Item
        name="code"
        label={t('code.label')}
        extra={t('code.hint')}
        rules={[{ required: true, message: t('code.missing') }]}
      >
        <Input size="large" autoComplete="one-time-code" autoFocus maxLength={16} />
      </Form.Item>
      <Button type="primary" size="large" htmlType="submit" block loading={isBusy}>
        {t('code.submit')}
      </Button>
      <Button type="link" block onClick={onBack} className={css.back}>
        {t('code.back')}
      </Button>
    </Form>
  );
}
