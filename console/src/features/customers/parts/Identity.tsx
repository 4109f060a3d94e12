/** Who a customer is, as the server masks it; each look in the clear is one entry of the audit. */
import { useShops } from '../../../shared/api/shops';
import { useCan, useFormat } from '../../../shared/session';
import { MaskedValue } from '../../../shared/ui/MaskedValue';
import { Facts, Time } from '../../../shared/ui/small';
import { reveal, type Detail, type Personal } from '../api';
import { useWords } from '../words';

const LISTED = ['email', 'phone', 'user_id'] as const;

export function Identity({ customer }: { customer: Detail }) {
  const t = useWords();
  const format = useFormat();
  const mayReveal = useCan()('customers.reveal');
  const shops = useShops().data?.items;
  const shopName = (id: number) => shops?.find((shop) => shop.id === id)?.name ?? String(id);
  const hidden = (field: Personal, masked: string, label: string, key = '') =>
    masked ? (
      <MaskedValue
        key={`${field}.${key}`}
        masked={masked}
        label={label}
        reveal={mayReveal ? () => reveal(customer.id, field, key) : undefined}
      />
    ) : (
      '—'
    );
  return (
    <Facts
      items={[
        [t('customer.id'), customer.id],
        [t('customer.name'), hidden('name', customer.name, t('customer.name'))],
        ...LISTED.map((field) => {
          const label = t(`customer.${field}`);
          return [label, hidden(field, customer[field].join(', '), label)] as const;
        }),
        ...Object.entries(customer.private).map(
          ([name, masked]) => [name, hidden('private', masked, name, name)] as const,
        ),
        ...Object.entries(customer.attributes).map(([name, value]) => [name, value] as const),
        [t('customer.shops'), format.list(customer.shop_ids.map(shopName)) || '—'],
        [t('customer.created'), <Time key="created" at={customer.created_at} />],
      ]}
    />
  );
}
