/** One customer: who it is (masked), what the figures say, what was allowed, and everything that happened. */
import { Tabs } from 'antd';
import { lazy, Suspense } from 'react';
import { Link, Navigate, useParams } from 'react-router';
import { useHere } from '../../../shared/url/useHere';
import { useCan, useFormat } from '../../../shared/session';
import { RecordDrawer } from '../../../shared/ui/DetailDrawer';
import { Bones, Ready } from '../../../shared/ui/State';
import { Facts, Money, Time } from '../../../shared/ui/small';
import { mergedInto, useCustomer, useSegmentsOf, type Detail } from '../api';
import { CustomerActs } from '../parts/CustomerActs';
import { Identity } from '../parts/Identity';
import { Rfm, Stage } from '../parts/columns';
import { urls } from '../urls';
import css from '../parts/parts.module.css';
import { useWords } from '../words';

// Each tab is a chunk of its own: most people look at the first only.
const Attachments = lazy(async () => ({
  default: (await import('../attachments/parts/Attachments')).Attachments,
}));
const AuditTab = lazy(async () => ({ default: (await import('../parts/AuditTab')).AuditTab }));
const ConsentTab = lazy(async () => ({
  default: (await import('../parts/ConsentTab')).ConsentTab,
}));
const Favourites = lazy(async () => ({
  default: (await import('../parts/Favourites')).Favourites,
}));
const Notes = lazy(async () => ({ default: (await import('../notes/parts/Notes')).Notes }));
const OrdersTab = lazy(async () => ({ default: (await import('../parts/OrdersTab')).OrdersTab }));
const Records = lazy(async () => ({
  default: (await import('../records/parts/Records')).Records,
}));
const Values = lazy(async () => ({ default: (await import('../values/parts/Values')).Values }));
const TimelineTab = lazy(async () => ({
  default: (await import('../parts/TimelineTab')).TimelineTab,
}));

export function Component() {
  const t = useWords();
  const id = Number(useParams().customerId);
  const asked = useCustomer(id);
  const number = t('customer.number', { id });
  const person = mergedInto(asked.error);
  if (person) return <Navigate to={urls.one(person)} replace />;
  return (
    <RecordDrawer
      key={id}
      of={asked}
      width={960}
      title={(customer) => customer?.label || number}
      acts={(customer) => <CustomerActs customer={customer} />}
    >
      {(customer) => <Content customer={customer} />}
    </RecordDrawer>
  );
}

function Content({ customer }: { customer: Detail }) {
  const t = useWords();
  const can = useCan();
  const { id } = customer;
  // Whoever leads here from an order means the orders.
  const first = (useHere().state as { tab?: string } | null)?.tab;
  const tabs = [
    { key: 'profile', label: t('tab.profile'), children: <Profile customer={customer} /> },
    ...(can('orders.read')
      ? [{ key: 'orders', label: t('tab.orders'), children: <OrdersTab id={id} /> }]
      : []),
    { key: 'timeline', label: t('tab.timeline'), children: <TimelineTab id={id} /> },
    { key: 'notes', label: t('tab.notes'), children: <NotesAndFiles id={id} /> },
    { key: 'consent', label: t('tab.consent'), children: <ConsentTab id={id} /> },
    { key: 'values', label: t('tab.values'), children: <Values customerId={id} /> },
    { key: 'records', label: t('tab.records'), children: <Records customerId={id} /> },
    ...(can('audit.read')
      ? [{ key: 'audit', label: t('tab.audit'), children: <AuditTab id={id} /> }]
      : []),
  ];
  return (
    <Suspense fallback={<Bones lines={6} />}>
      <Tabs items={tabs} defaultActiveKey={first} destroyOnHidden />
    </Suspense>
  );
}

function NotesAndFiles({ id }: { id: number }) {
  return (
    <>
      <Notes customerId={id} />
      <Attachments customerId={id} />
    </>
  );
}

function Profile({ customer }: { customer: Detail }) {
  const t = useWords();
  return (
    <>
      <h2>{t('identity')}</h2>
      <Identity customer={customer} />
      <h2 className={css.part}>{t('traits')}</h2>
      <Traits customer={customer} />
      {customer.favourites > 0 && (
        <>
          <h2 className={css.part}>{t('favourites')}</h2>
          <Suspense fallback={<Bones lines={2} />}>
            <Favourites id={customer.id} />
          </Suspense>
        </>
      )}
      <h2 className={css.part}>{t('segments')}</h2>
      <Segments id={customer.id} />
    </>
  );
}

function Traits({ customer }: { customer: Detail }) {
  const t = useWords();
  const format = useFormat();
  const days = (count: number | null) =>
    count === null ? '—' : t('days', { count: format.number(count, { digits: 0 }) });
  const precise = (count: number | null) =>
    count === null ? '—' : t('days', { count: format.number(count, { digits: 1 }) });
  const scores = [customer.recency, customer.frequency, customer.monetary];
  return (
    <Facts
      items={[
        [t('customer.stage'), <Stage key="stage" stage={customer.stage} />],
        [
          t('customer.rfm'),
          <span key="rfm">
            <Rfm segment={customer.rfm_segment} />
            {customer.orders > 0 && <span className="soft"> · {scores.join('-')}</span>}
          </span>,
        ],
        [t('customer.orders'), format.number(customer.orders)],
        [t('customer.spend'), <Money key="spend" minor={customer.spend} />],
        [t('customer.refunds'), <Money key="refunds" minor={customer.refunds} />],
        [t('customer.net'), <Money key="net" minor={customer.net} />],
        [t('customer.average_order'), <Money key="average" minor={customer.average_order} />],
        [t('customer.first'), <Time key="first" at={customer.first_order_at} />],
        [t('customer.last'), <Time key="last" at={customer.last_order_at} />],
        [t('customer.since'), days(customer.days_since_order)],
        [t('customer.interval'), days(customer.interval_days)],
        [t('customer.days_to_ship'), precise(customer.days_to_ship)],
        [t('customer.days_to_sign'), precise(customer.days_to_sign)],
        [t('customer.last_signed'), <Time key="signed" at={customer.last_signed_at} />],
        [t('customer.favourites'), format.number(customer.favourites)],
        [t('customer.categories'), format.list(customer.favourite_categories) || '—'],
      ]}
    />
  );
}

function Segments({ id }: { id: number }) {
  const t = useWords();
  const can = useCan();
  const mayRead = can('segments.read');
  const asked = useSegmentsOf(id, mayRead);
  if (!mayRead) return <p className="soft">{t('segments.hidden')}</p>;
  return (
    <Ready of={asked} lines={2}>
      {(items) =>
        items.length === 0 ? (
          <p className="soft">{t('segments.none')}</p>
        ) : (
          <ul>
            {items.map((one) => (
              <li key={one.id}>
                <Link to={urls.segment(one.id)}>{one.name}</Link>
              </li>
            ))}
          </ul>
        )
      }
    </Ready>
  );
}
