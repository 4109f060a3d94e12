/** The fields of a rule, and what it would do to the orders that are here. */
import { Alert, Button, Checkbox, Form, Input, InputNumber, Radio } from 'antd';
import { useShops } from '../../../shared/api/shops';
import { useFormat } from '../../../shared/session';
import { Money, Time } from '../../../shared/ui/small';
import { PlainTable } from '../parts/pieces';
import css from '../quality.module.css';
import { useWords } from '../words';
import { usePreview, type Preview } from './api';
import { ruleOf, type Values } from './values';

const LISTS = [
  ['emails', 'leaving.emails', 'leaving.people.hint'],
  ['phones', 'leaving.phones', undefined],
  ['ids', 'leaving.ids', undefined],
  ['names', 'leaving.names', 'leaving.names.hint'],
  ['tags', 'leaving.tags', undefined],
  ['skus', 'leaving.skus', 'leaving.begins'],
  ['order_nos', 'leaving.orders', 'leaving.begins'],
  ['coupons', 'leaving.coupons', undefined],
] as const;

export function RuleFields() {
  const t = useWords();
  const shops = useShops().data?.items ?? [];
  return (
    <>
      <Form.Item
        name="name"
        label={t('leaving.name')}
        extra={t('leaving.name.hint')}
        rules={[{ required: true, whitespace: true }]}
      >
        <Input maxLength={120} autoComplete="off" />
      </Form.Item>
      <Form.Item name="mark" label={t('leaving.mark')} required>
        <Radio.Group
          options={[
            { value: 'test', label: t('mark.test') },
            { value: 'staff', label: t('mark.staff') },
          ]}
        />
      </Form.Item>
      <p className="soft">{t('leaving.all')}</p>
      {LISTS.map(([name, label, hint]) => (
        <Form.Item key={name} name={name} label={t(label)} extra={hint && t(hint)}>
          <Input.TextArea rows={2} autoComplete="off" />
        </Form.Item>
      ))}
      <Form.Item name="amount_min" label={t('leaving.least')}>
        <InputNumber min={0} controls={false} style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="amount_max" label={t('leaving.most')}>
        <InputNumber min={0} controls={false} style={{ width: '100%' }} />
      </Form.Item>
      {shops.length > 1 && (
        <Form.Item name="shop_ids" label={t('leaving.shops')}>
          <Checkbox.Group options={shops.map(({ id, name }) => ({ value: id, label: name }))} />
        </Form.Item>
      )}
      <Trial />
    </>
  );
}

function Trial() {
  const t = useWords();
  const { currency } = useFormat();
  const form = Form.useFormInstance<Values>();
  const look = usePreview();
  const ask = () => {
    const values = form.getFieldsValue();
    look.mutate(ruleOf({ ...values, name: values.name || t('leaving.add') }, currency));
  };
  return (
    <div style={{ marginBottom: 16 }}>
      <Button onClick={ask} loading={look.isPending}>
        {t('leaving.preview')}
      </Button>
      {look.data && <Found of={look.data} />}
    </div>
  );
}

function Found({ of }: { of: Preview }) {
  const t = useWords();
  const format = useFormat();
  const label = t('leaving.sample', { count: of.sample.length });
  const columns = [t('leaving.no'), t('leaving.at'), t('leaving.amount')];
  return (
    <>
      <Alert
        type="info"
        style={{ margin: '12px 0' }}
        title={t('leaving.found', {
          count: format.number(of.orders),
          amount: format.money(of.amount),
          buyers: format.number(of.buyers),
          already: format.number(of.already),
          said: format.number(of.said),
        })}
      />
      {of.sample.length > 0 && (
        <>
          <p className={`soft ${css.how}`}>{label}</p>
          <PlainTable label={label} columns={columns}>
            {of.sample.map((one) => (
              <tr key={`${one.shop_id}/${one.order_no}`}>
                <td>{one.order_no}</td>
                <td>
                  <Time at={one.ordered_at} />
                </td>
                <td>
                  <Money minor={one.amount} />
                </td>
              </tr>
            ))}
          </PlainTable>
        </>
      )}
    </>
  );
}
