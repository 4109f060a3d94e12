/** What a source sent that became no order, or could not be landed; nothing where all is well. */
import { serverWord, wordsOf } from '../../../shared/i18n';
import { Panel } from '../../../shared/ui/Page';
import { Time } from '../../../shared/ui/small';
import { useOrderProblems, useSetAside } from '../api';
import { useWords } from '../words';
import css from './parts.module.css';
import { PlainTable } from './PlainTable';

// Why a row of a file is set aside is said in the words of imports; orders are refused for the same.
const useReasonsOfRows = wordsOf('data');

export function Troubles({ id }: { id: number }) {
  const t = useWords();
  const orders = useOrderProblems(id).data?.items ?? [];
  const aside = useSetAside(id).data?.items ?? [];
  return (
    <>
      {orders.length > 0 && (
        <Panel title={t('troubles.orders')} flush>
          <Orders id={id} />
        </Panel>
      )}
      {aside.length > 0 && (
        <Panel title={t('troubles.aside')} flush>
          <PlainTable
            label={t('troubles.aside')}
            columns={[t('troubles.message'), t('problem.reason'), t('newest.arrived')]}
          >
            {aside.map(({ at, message_id: message, reason }, place) => (
              <tr key={place}>
                <td>
                  <code>{message || '—'}</code>
                </td>
                <td>{reason}</td>
                <td className={css.nowrap}>
                  <Time at={at} ago />
                </td>
              </tr>
            ))}
          </PlainTable>
          <p className={`soft ${css.foot}`}>{t('troubles.aside.text')}</p>
        </Panel>
      )}
    </>
  );
}

function Orders({ id }: { id: number }) {
  const t = useWords();
  useReasonsOfRows();
  const items = useOrderProblems(id).data?.items ?? [];
  return (
    <>
      <PlainTable
        label={t('troubles.orders')}
        columns={[
          t('newest.what'),
          t('troubles.order'),
          t('problem.reason'),
          t('problem.field'),
          t('newest.when'),
        ]}
      >
        {items.map((one, place) => (
          <tr key={place}>
            <td>{one.event}</td>
            <td>{one.order_no || '—'}</td>
            <td>{serverWord(`import.reason.${one.reason}`) ?? one.reason}</td>
            <td>
              <code>{one.where || '—'}</code>
            </td>
            <td className={css.nowrap}>
              <Time at={one.at} />
            </td>
          </tr>
        ))}
      </PlainTable>
      <p className={`soft ${css.foot}`}>{t('troubles.orders.text')}</p>
    </>
  );
}
