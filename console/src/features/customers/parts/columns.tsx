/** The columns of the list, and what they are called in an export. */
import { useShops } from '../../../shared/api/shops';
import type { Column } from '../../../shared/list/types';
import { useFormat } from '../../../shared/session';
import { Money, Time } from '../../../shared/ui/small';
import { StatusTag, type Tone } from '../../../shared/ui/StatusTag';
import type { Customer } from '../api';
import { RFM, STAGES } from '../question';
import { useWords } from '../words';

const TONES: Record<(typeof STAGES)[number], Tone> = {
  prospect: 'neutral',
  new: 'info',
  active: 'success',
  loyal: 'success',
  at_risk: 'warning',
  lost: 'danger',
  won_back: 'info',
};

export function Stage({ stage }: { stage: string }) {
  const t = useWords();
  const known = STAGES.find((one) => one === stage);
  if (!known) return <>{stage || '—'}</>;
  return <StatusTag tone={TONES[known]}>{t(`stage.${known}`)}</StatusTag>;
}

export function Rfm({ segment }: { segment: string }) {
  const t = useWords();
  const known = RFM.find((one) => one === segment);
  return <>{known ? t(`rfm.${known}`) : segment || '—'}</>;
}

const MONEY = ['net', 'spend', 'refunds', 'average_order'] as const;
const SCORED = ['recency', 'frequency', 'monetary'] as const;
const EXTRA = new Set<string>(['spend', 'refunds', 'average_order']);

type Say = ReturnType<typeof useWords>;
type Format = ReturnType<typeof useFormat>;
type Columns = readonly Column<Customer>[];

export function useColumns(): Columns {
  const t = useWords();
  const format = useFormat();
  const shops = useShops().data?.items;
  const shopName = (id: number) => shops?.find((shop) => shop.id === id)?.name ?? String(id);
  return [...who(t), ...figures(t, format), ...habits(t, format), ...places(t, format, shopName)];
}

const who = (t: Say): Columns => [
  {
    key: 'label',
    title: t('customer'),
    render: (row) => row.label || t('customer.number', { id: row.id }),
  },
  { key: 'email', title: t('customer.email'), render: (row) => row.email.join(', ') || '—' },
  {
    key: 'phone',
    title: t('customer.phone'),
    render: (row) => row.phone.join(', ') || '—',
    isExtra: true,
  },
  { key: 'stage', title: t('customer.stage'), render: (row) => <Stage stage={row.stage} /> },
  {
    key: 'rfm_segment',
    title: t('customer.rfm'),
    render: (row) => <Rfm segment={row.rfm_segment} />,
  },
];

const figures = (t: Say, format: Format): Columns => [
  {
    key: 'orders',
    title: t('customer.orders'),
    align: 'right',
    sort: true,
    render: (row) => format.number(row.orders),
  },
  ...MONEY.map((name): Column<Customer> => ({
    key: name,
    title: t(`customer.${name}`),
    align: 'right',
    sort: true,
    render: (row) => <Money minor={row[name]} />,
    isExtra: EXTRA.has(name),
  })),
];

const habits = (t: Say, format: Format): Columns => [
  {
    key: 'last_order_at',
    title: t('customer.last'),
    sort: true,
    render: (row) => <Time at={row.last_order_at} ago />,
  },
  {
    key: 'first_order_at',
    title: t('customer.first'),
    sort: true,
    render: (row) => <Time at={row.first_order_at} dateOnly />,
    isExtra: true,
  },
  {
    key: 'interval_days',
    title: t('customer.interval'),
    align: 'right',
    sort: true,
    render: (row) =>
      row.interval_days === null ? '—' : format.number(row.interval_days, { digits: 1 }),
    isExtra: true,
  },
  ...SCORED.map((name): Column<Customer> => ({
    key: name,
    title: t(`customer.${name}`),
    align: 'right',
    sort: true,
    render: (row) => row[name] || '—',
    isExtra: true,
  })),
];

const places = (t: Say, format: Format, shopName: (id: number) => string): Columns => [
  {
    key: 'favourite_categories',
    title: t('customer.categories'),
    isLong: true,
    render: (row) => format.list(row.favourite_categories) || '—',
    isExtra: true,
  },
  {
    key: 'shops',
    title: t('customer.shops'),
    isLong: true,
    render: (row) => format.list(row.shop_ids.map(shopName)) || '—',
    isExtra: true,
  },
  {
    key: 'created_at',
    title: t('customer.created'),
    sort: true,
    render: (row) => <Time at={row.created_at} dateOnly />,
  },
];

/** Columns that a file has too; where nothing was chosen the file has all it can. */
export function exportColumns(chosen: readonly string[] | null): string[] {
  if (!chosen) return [];
  const rest = chosen.filter((key) => key !== 'label' && key !== 'shops');
  return ['customer_id', 'name', ...rest];
}
