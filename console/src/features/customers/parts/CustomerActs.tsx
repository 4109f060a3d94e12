/** What may be done with a customer: add to it, or erase it for ever. */
import { Button, Form, Input, Modal, Space } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useSharedWords } from '../../../shared/i18n/words';
import { useCan } from '../../../shared/session';
import { ConfirmDanger } from '../../../shared/ui/ConfirmDanger';
import { useCloseDrawer } from '../../../shared/ui/DetailDrawer';
import { InlineForm } from '../../../shared/ui/FormDrawer';
import { changeCustomer, keys, useErase, type Change, type Detail } from '../api';
import { useWords } from '../words';

const MergeAct = lazy(async () => ({
  default: (await import('../records/parts/MergeAct')).MergeAct,
}));

export function CustomerActs({ customer }: { customer: Detail }) {
  const can = useCan();
  return (
    <Space>
      {can('customers.write') && <Edit customer={customer} />}
      {can('customers.write') && (
        <Suspense>
          <MergeAct customerId={customer.id} />
        </Suspense>
      )}
      {can('workspace.write') && <Erase customer={customer} />}
    </Space>
  );
}

function Edit({ customer }: { customer: Detail }) {
  const t = useWords();
  const shared = useSharedWords();
  const [isOpen, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{shared('edit')}</Button>
      <Modal open={isOpen} title={t('edit.title')} footer={null} onCancel={close} destroyOnHidden>
        <p className="soft">{t('edit.text')}</p>
        <InlineForm<Partial<Change>, Detail>
          initial={{}}
          save={({ name = '', email = '', phone = '' }) =>
            changeCustomer(customer.id, { name, email, phone, attributes: {} })
          }
          refresh={[keys.customers]}
          then={close}
          onCancel={close}
        >
          <Form.Item name="name" label={t('edit.name')}>
            <Input maxLength={200} autoComplete="off" />
          </Form.Item>
          <Form.Item name="email" label={t('edit.email')}>
            <Input type="email" maxLength={320} autoComplete="off" />
          </Form.Item>
          <Form.Item name="phone" label={t('edit.phone')}>
            <Input type="tel" maxLength={40} autoComplete="off" />
          </Form.Item>
        </InlineForm>
      </Modal>
    </>
  );
}

function Erase({ customer }: { customer: Detail }) {
  const t = useWords();
  const erase = useErase(t('erased'), useCloseDrawer());
  return (
    <ConfirmDanger
      title={t('erase.title', { id: customer.id })}
      consequence={t('erase.text')}
      act={t('erase')}
      typed={String(customer.id)}
      onConfirm={() => erase.mutateAsync(customer.id)}
    >
      {(open) => (
        <Button danger onClick={open}>
          {t('erase')}
        </Button>
      )}
    </ConfirmDanger>
  );
}
