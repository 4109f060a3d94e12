/** Say that this customer and another are one person. */
import { Button, Form, InputNumber, Modal } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { InlineForm } from '../../../../shared/ui/FormDrawer';
import { keys, mergeCustomers, type Records } from '../api';
import { urls } from '../urls';
import { useWords } from '../words';

export function MergeAct({ customerId }: { customerId: number }) {
  const t = useWords();
  const navigate = useNavigate();
  const [isOpen, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('merge')}</Button>
      <Modal open={isOpen} title={t('merge.title')} footer={null} onCancel={close} destroyOnHidden>
        <p className="soft">{t('merge.text')}</p>
        <InlineForm<{ customer_id?: number }, Records>
          initial={{}}
          save={({ customer_id: other = 0 }) => mergeCustomers(customerId, other)}
          refresh={[keys.customers, keys.duplicates]}
          said={t('merge.done')}
          then={(found) => {
            close();
            void navigate(urls.customer(found.customer_id));
          }}
          onCancel={close}
        >
          <Form.Item name="customer_id" label={t('merge.number')} rules={[{ required: true }]}>
            <InputNumber min={1} precision={0} controls={false} style={{ width: '100%' }} />
          </Form.Item>
        </InlineForm>
      </Modal>
    </>
  );
}
