/** The people or orders behind a figure: their number or sum is the figure itself. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { Link, useSearchParams } from 'react-router';
import { useFormat } from '../../../shared/session';
import { serverWord } from '../../../shared/i18n';
import { DetailDrawer } from '../../../shared/ui/DetailDrawer';
import { EmptyState, Ready } from '../../../shared/ui/State';
import { Time } from '../../../shared/ui/small';
import type { Schemas } from '../../../shared/api/client';
import { fetchBehind, type Selection } from '../api';
import { selectionIn } from '../urls';
import { useWords } from '../words';
import css from '../reports.module.css';

type Behind = Schemas['Drilldown'];

export function Component() {
  const t = useWords();
  const [search] = useSearchParams();
  const selection = selectionIn(search);
  return (
    <DetailDrawer title={search.get('label') ?? t('behind.title')} width={640}>
      {selection ? (
        <List selection={selection} />
      ) : (
        <EmptyState title={t('behind.wrong')} text={t('behind.wrong.text')} />
      )}
    </DetailDrawer>
  );
}

function List({ selection }: { selection: Selection }) {
  const t = useWords();
  const asked = useInfiniteQuery({
    queryKey: ['reports', 'behind', selection],
    queryFn: ({ pageParam }) => fetchBehind(selection, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
  return (
    <Ready of={{ ...asked, data: asked.data?.pages }} lines={10}>
      {(pages) => (
        <>
          {pages[0] && <Sum of={pages[0]} />}
          {selection.kind === 'customers' ? <People pages={pages} /> : <Orders pages={pages} />}
          {asked.hasNextPage && (
            <p className={css.more}>
              <Button loading={asked.isFetching} onClick={() => void asked.fetchNextPage()}>
                {t('behind.more')}
              </Button>
            </p>
          )}
        </>
      )}
    </Ready>
  );
}

function Sum({ of }: { of: Behind }) {
  const t = useWords();
  const format = useFormat();
  return (
    <p>
      {t(of.kind === 'customers' ? 'behind.people' : 'behind.orders', {
        total: format.number(of.total),
        value: format.money(of.value),
      })}
    </p>
  );
}

function People({ pages }: { pages: readonly Behind[] }) {
  const t = useWords();
  const format = useFormat();
  return (
    <table className={css.table}>
      <thead>
        <tr>
          <th scope="col">{t('behind.customer')}</th>
          <th scope="col">{t('behind.value')}</th>
        </tr>
      </thead>
      <tbody>
        {pages
          .flatMap((page) => page.customers)
          .map((row) => (
            <tr key={row.customer_id}>
              <th scope="row">
                <Link to={`/customers/${row.customer_id}`}>
                  {t('behind.number', { id: row.customer_id })}
                </Link>
              </th>
              <td>{format.money(row.value)}</td>
            </tr>
          ))}
      </tbody>
    </table>
  );
}

function Orders({ pages }: { pages: readonly Behind[] }) {
  const t = useWords();
  const format = useFormat();
  return (
    <table className={css.table}>
      <thead>
        <tr>
          <th scope="col">{t('behind.order')}</th>
          <th scope="col">{t('behind.at')}</th>
          <th scope="col">{t('behind.status')}</th>
          <th scope="col">{t('behind.customer')}</th>
          <th scope="col">{t('behind.value')}</th>
        </tr>
      </thead>
      <tbody>
        {pages
          .flatMap((page) => page.orders)
          .map((row) => (
            <tr key={`${row.shop_id}/${row.order_no}`}>
              <th scope="row">{row.order_no}</th>
              <td>
                <Time at={row.ordered_at} />
              </td>
              <td>{serverWord(`status.${row.status}`) ?? row.status}</td>
              <td>
                {row.customer_id > 0 ? (
                  <Link to={`/customers/${row.customer_id}`}>{row.customer_id}</Link>
                ) : (
                  t('behind.anonymous')
                )}
              </td>
              <td>{format.money(row.value)}</td>
            </tr>
          ))}
      </tbody>
    </table>
  );
}
