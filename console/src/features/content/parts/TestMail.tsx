/** One mail to oneself, with what is in the editor now. */
import { Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { serverWord } from '../../../shared/i18n';
import { useSession } from '../../../shared/session';
import { InlineForm } from '../../../shared/ui/FormDrawer';
import { sendTest, type Tried } from '../api';
import type { MailDocument } from '../document';
import { useWords } from '../words';
import css from './content.module.css';

interface TestMailProps {
  document: MailDocument | null;
  customerId: number | null;
}

export function TestMail({ document, customerId }: TestMailProps) {
  const t = useWords();
  const { staff } = useSession();
  const [isOpen, setOpen] = useState(false);
  const [tried, setTried] = useState<Tried>();
  const open = (next: boolean) => {
    setTried(undefined);
    setOpen(next);
  };
  return (
    <>
      <Button disabled={document === null} onClick={() => open(true)}>
        {t('test.send')}
      </Button>
      <Modal
        open={isOpen}
        title={t('test.title')}
        footer={null}
        width={440}
        destroyOnHidden
        onCancel={() => open(false)}
      >
        <div className={css.fields}>
          <p className="soft">{t('test.text')}</p>
          <InlineForm<{ to: string }, Tried>
            initial={{ to: staff?.email ?? '' }}
            act={t('test.send')}
            said=""
            save={({ to }) => sendTest({ document, customer_id: customerId, to })}
            then={setTried}
            onCancel={() => open(false)}
          >
            <Form.Item
              name="to"
              label={t('test.to')}
              rules={[{ required: true, type: 'email', message: t('test.to.needed') }]}
            >
              <Input type="email" autoComplete="email" />
            </Form.Item>
          </InlineForm>
          <div aria-live="polite">{tried && <Outcome tried={tried} />}</div>
        </div>
      </Modal>
    </>
  );
}

function Outcome({ tried }: { tried: Tried }) {
  const t = useWords();
  if (tried.works) return <p>{t('test.done')}</p>;
  const text = serverWord(`trouble.${tried.code}`) ?? tried.detail;
  return <div className={css.danger}>{t('test.failed', { text })}</div>;
}
