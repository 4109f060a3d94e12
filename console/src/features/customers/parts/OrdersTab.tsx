/** The orders of a customer with their lines. */
import { Table } from 'antd';
import { useState } from 'react';
import { useShops } from '../../../shared/api/shops';
import { useFormat } from '../../../shared/session';
import { Money, Time } from '../../../shared/ui/small';
import { EmptyState, Ready } from '../../../shared/ui/State';
import { StatusTag } from '../../../shared/ui/StatusTag';
import { useOrders, type Order } from '../api';
import { useWords } from '../words';
import { Counting } from './Counting';
import { Later } from './Later';
import { Story } from './Story';
import css from './parts.module.css';
import { useKnown } from './useKnown';

export function OrdersTab({ id }: { id: number }) {
  const t = useWords();
  const [cursor, setCursor] = useState('');
  const asked = useOrders(id, cursor);
  return (
    <Ready of={asked}>
      {(page) =>
        page.items.length === 0 ? (
          <EmptyState title={t('orders.none')} text={t('orders.none.text')} />
        ) : (
          <>
            <Orders items={page.items} />
            <Later cursor={cursor} next={page.next_cursor} onMove={setCursor} />
          </>
        )
      }
    </Ready>
  );
}

function Orders({ items }: { items: readonly Order[] }) {
  const t = useWords();
  const format = useFormat();
  const known = useKnown();
  const shops = useShops().data?.items;
  return (
    <div className={css.scroll} role="region" aria-label={t('tab.orders')} tabIndex={0}>
      <Table<Order>
        size="small"
        rowKey={(row) => `${row.shop_id}/${row.order_no}`}
        dataSource={[...items]}
        pagination={false}
        expandable={{ expandedRowRender: (row) => <Whole order={row} /> }}
        columns={[
          { key: 'no', title: t('order.no'), render: (_, row) => row.order_no },
          {
            key: 'at',
            title: t('order.at'),
            render: (_, row) => <Time at={row.ordered_at} />,
          },
          {
            key: 'shop',
            title: t('order.shop'),
            render: (_, row) => shops?.find((one) => one.id === row.shop_id)?.name ?? row.shop_id,
          },
          { key: 'kind', title: t('order.kind'), render: (_, row) => known('kind', row.kind) },
          {
            key: 'status',
            title: t('order.status'),
            render: (_, row) => <Status order={row} />,
          },
          {
            key: 'quantity',
            title: t('order.quantity'),
            align: 'right',
            render: (_, row) => format.number(row.quantity),
          },
          {
            key: 'amount',
            title: t('order.amount'),
            align: 'right',
            render: (_, row) => <Money minor={row.amount} />,
          },
          {
            key: 'refund',
            title: t('order.refund'),
            align: 'right',
            render: (_, row) => (row.refund ? <Money minor={row.refund} /> : '—'),
          },
        ]}
      />
    </div>
  );
}

function Status({ order }: { order: Order }) {
  const t = useWords();
  const known = useKnown();
  const { left_out: why } = order;
  return (
    <>
      {known('status', order.status)}{' '}
      {why && (
        <StatusTag tone="neutral">{t(why === 'staff' ? 'left.staff' : 'left.test')}</StatusTag>
      )}
    </>
  );
}

/** An order opened: what was bought, and what happened since. */
function Whole({ order }: { order: Order }) {
  return (
    <>
      <Counting order={order} />
      <Lines order={order} />
      <Story shopId={order.shop_id} orderNo={order.order_no} />
    </>
  );
}

function Lines({ order }: { order: Order }) {
  const t = useWords();
  const format = useFormat();
  if (order.lines.length === 0) return <p className="soft">{t('lines.none')}</p>;
  return (
    <Table
      size="small"
      rowKey={(_, at) => String(at)}
      dataSource={order.lines}
      pagination={false}
      columns={[
        { key: 'title', title: t('line.title'), render: (_, row) => row.title || row.sku || '—' },
        { key: 'sku', title: t('line.sku'), render: (_, row) => row.sku || '—' },
        { key: 'category', title: t('line.category'), render: (_, row) => row.category || '—' },
        {
          key: 'quantity',
          title: t('order.quantity'),
          align: 'right',
          render: (_, row) => format.number(row.quantity),
        },
        {
          key: 'price',
          title: t('line.price'),
          align: 'right',
          render: (_, row) => <Money minor={row.unit_price} />,
        },
        {
          key: 'discount',
          title: t('line.discount'),
          align: 'right',
          render: (_, row) => <Money minor={row.discount} />,
        },
        {
          key: 'amount',
          title: t('order.amount'),
          align: 'right',
          render: (_, row) => <Money minor={row.amount} />,
        },
      ]}
    />
  );
}
