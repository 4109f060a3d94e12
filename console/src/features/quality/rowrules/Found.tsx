/** What a rule would have done to what has landed, with examples that lead to whose order it is. */
import { Alert } from 'antd';
import { Link } from 'react-router';
import { useFormat } from '../../../shared/session';
import { Time } from '../../../shared/ui/small';
import { PlainTable } from '../parts/pieces';
import css from '../quality.module.css';
import { urls } from '../urls';
import { useWords } from '../words';
import type { Preview, Subject } from './api';
import { useField } from './saying';

interface FoundProps {
  of: Preview;
  field: string;
  severity: 'warn' | 'hold';
  isOfProducts: boolean;
  subjects: readonly Subject[];
}

export function Found({ of, field, severity, isOfProducts, subjects }: FoundProps) {
  const t = useWords();
  const format = useFormat();
  const figures = {
    seen: format.number(of.seen),
    orders: format.number(of.orders),
    broken: format.number(of.broken),
    among: format.number(of.broken_orders),
  };
  const what = isOfProducts ? 'products' : 'orders';
  const title =
    of.seen === 0 ? t(`row.found.none.${what}`) : t(`row.found.${what}.${severity}`, figures);
  const isGrave = of.is_most && severity === 'hold';
  return (
    <>
      <Alert
        type={isGrave ? 'error' : of.broken > 0 ? 'warning' : 'info'}
        style={{ margin: '12px 0' }}
        title={title}
        description={of.is_most ? t(`row.most.${severity}`) : undefined}
        showIcon={of.is_most}
      />
      {of.sample.length > 0 && (
        <Sample of={of} field={field} isOfProducts={isOfProducts} subjects={subjects} />
      )}
    </>
  );
}

function Sample({ of, field, isOfProducts, subjects }: Omit<FoundProps, 'severity'>) {
  const t = useWords();
  const named = useField()(field);
  const label = t('row.sample', { count: of.sample.length });
  const columns = isOfProducts
    ? [t('row.field.sku'), named]
    : [t('leaving.no'), t('leaving.at'), named];
  const sort = subjects.find((one) => one.field === field)?.sort;
  return (
    <>
      <p className={`soft ${css.how}`}>{label}</p>
      <PlainTable label={label} columns={columns}>
        {of.sample.map((one) => (
          <tr key={`${one.order_no}/${one.sku}`}>
            <td>
              {isOfProducts ? one.sku : <OrderLink number={one.order_no} of={one.customer_id} />}
            </td>
            {!isOfProducts && (
              <td>
                <Time at={one.at} />
              </td>
            )}
            <td>
              <Value of={one.value} sort={sort} />
            </td>
          </tr>
        ))}
      </PlainTable>
    </>
  );
}

/** Orders are looked at with their buyer; one that nobody is known of is only named. */
function OrderLink({ number, of }: { number: string; of: number }) {
  if (of === 0) return <>{number}</>;
  return (
    <Link to={urls.customer(of)} state={{ tab: 'orders' }}>
      {number}
    </Link>
  );
}

function Value({ of, sort }: { of: string; sort: Subject['sort'] | undefined }) {
  const format = useFormat();
  if (sort === 'money' && of) return <>{format.money(Number(of))}</>;
  if (sort === 'number') return <>{format.number(Number(of))}</>;
  if (sort === 'time') return <Time at={`${of.replace(' ', 'T')}Z`} />;
  return <>{sort === 'buyer' ? '—' : of || '—'}</>;
}
