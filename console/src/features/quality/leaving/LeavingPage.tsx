/** Which orders do not count: rules that leave them out, and the orders that are left out. */
import { Button, Switch } from 'antd';
import { useState } from 'react';
import { Link, Outlet } from 'react-router';
import { queryClient } from '../../../shared/api/queries';
import { useShops } from '../../../shared/api/shops';
import { useCan, useFormat } from '../../../shared/session';
import { ConfirmDanger } from '../../../shared/ui/ConfirmDanger';
import { JobProgress } from '../../../shared/ui/JobProgress';
import { LinkButton } from '../../../shared/ui/LinkButton';
import { Page, Panel } from '../../../shared/ui/Page';
import { Money, Time } from '../../../shared/ui/small';
import { EmptyState, Ready } from '../../../shared/ui/State';
import { PlainTable } from '../parts/pieces';
import css from '../quality.module.css';
import { urls } from '../urls';
import { useWords } from '../words';
import {
  KEY,
  useCountAgain,
  useDelete,
  useLeaving,
  useLeftOut,
  useSwitch,
  type Order,
  type Rule,
} from './api';
import { useMark, useSaid } from './saying';

const FIRST = 50;

export function Component() {
  const t = useWords();
  const mayWrite = useCan()('sources.write');
  const asked = useLeaving();
  return (
    <Page
      title={t('leaving.title')}
      lead={t('leaving.lead')}
      act={
        mayWrite && (
          <LinkButton type="primary" to={urls.ruleAdd()}>
            {t('leaving.add')}
          </LinkButton>
        )
      }
    >
      <Ready of={asked}>
        {({ rules, left_out: counts, said }) => (
          <>
            <Panel title={t('leaving.now')}>
              <Counts counts={counts} said={said} />
              <Work rules={rules} />
            </Panel>
            <Panel title={t('leaving.rules')} flush>
              {rules.length === 0 ? (
                <EmptyState title={t('leaving.rules.none')} text={t('leaving.rules.none.text')} />
              ) : (
                <Rules rules={rules} mayWrite={mayWrite} />
              )}
              <p className={`soft ${css.how}`}>{t('leaving.rules.text')}</p>
            </Panel>
          </>
        )}
      </Ready>
      <LeftOut mayWrite={mayWrite} />
      <Outlet />
    </Page>
  );
}

interface Count {
  mark: string;
  orders: number;
  amount: number;
}

function Counts({ counts, said }: { counts: readonly Count[]; said: number }) {
  const t = useWords();
  const format = useFormat();
  const mark = useMark();
  return (
    <>
      {counts.length === 0 && <p>{t('leaving.none')}</p>}
      {counts.map((one) => (
        <p key={one.mark}>
          {t('leaving.count', {
            mark: mark(one.mark),
            count: format.number(one.orders),
            amount: format.money(one.amount),
          })}
        </p>
      ))}
      {said > 0 && <p className="soft">{t('leaving.said', { count: format.number(said) })}</p>}
    </>
  );
}

/** The last time that all orders were judged, as it goes. */
function Work({ rules }: { rules: readonly Rule[] }) {
  const job = Math.max(0, ...rules.map((one) => one.job_id ?? 0));
  if (job === 0) return null;
  const refresh = () => void queryClient.invalidateQueries({ queryKey: KEY });
  return <JobProgress key={job} id={job} onEnd={refresh} />;
}

function Rules({ rules, mayWrite }: { rules: readonly Rule[]; mayWrite: boolean }) {
  const t = useWords();
  const columns = [t('leaving.name'), t('leaving.mark'), t('leaving.conditions'), t('leaving.on')];
  if (mayWrite) columns.push(t('leaving.act'));
  return (
    <PlainTable label={t('leaving.rules')} columns={columns}>
      {rules.map((rule) => (
        <RuleRow key={rule.id} rule={rule} mayWrite={mayWrite} />
      ))}
    </PlainTable>
  );
}

function RuleRow({ rule, mayWrite }: { rule: Rule; mayWrite: boolean }) {
  const t = useWords();
  const mark = useMark();
  const said = useSaid();
  const turn = useSwitch(rule.id, t('leaving.switched'));
  const remove = useDelete(rule.id, t('leaving.deleted'));
  const { name } = rule;
  return (
    <tr>
      <td>{name}</td>
      <td>{mark(rule.mark)}</td>
      <td>{said(rule)}</td>
      <td>
        <Switch
          size="small"
          aria-label={t('leaving.switch', { name })}
          checked={rule.is_on}
          disabled={!mayWrite}
          loading={turn.isPending}
          onChange={(isOn) => turn.mutate(isOn)}
        />
      </td>
      {mayWrite && (
        <td>
          <div className={css.limit}>
            <Link to={urls.rule(rule.id)} aria-label={t('leaving.edit.one', { name })}>
              {t('leaving.edit')}
            </Link>
            <ConfirmDanger
              title={t('leaving.delete.title', { name })}
              consequence={t('leaving.delete.text')}
              act={t('leaving.delete')}
              onConfirm={() => remove.mutateAsync()}
            >
              {(open) => (
                <Button size="small" aria-label={t('leaving.delete.one', { name })} onClick={open}>
                  {t('leaving.delete')}
                </Button>
              )}
            </ConfirmDanger>
          </div>
        </td>
      )}
    </tr>
  );
}

function LeftOut({ mayWrite }: { mayWrite: boolean }) {
  const t = useWords();
  const [limit, setLimit] = useState(FIRST);
  return (
    <Panel title={t('leaving.list')} flush>
      <Ready of={useLeftOut(limit)}>
        {(page) =>
          page.items.length === 0 ? (
            <EmptyState title={t('leaving.none')} />
          ) : (
            <>
              <Orders orders={page.items} mayWrite={mayWrite} />
              {page.next_cursor && limit < 200 && (
                <p className={css.how}>
                  <Button size="small" onClick={() => setLimit(200)}>
                    {t('leaving.more')}
                  </Button>
                </p>
              )}
            </>
          )
        }
      </Ready>
    </Panel>
  );
}

function Orders({ orders, mayWrite }: { orders: readonly Order[]; mayWrite: boolean }) {
  const t = useWords();
  const mark = useMark();
  const shops = useShops().data?.items;
  const again = useCountAgain(({ order_no: number }) => t('leaving.back.done', { number }));
  const columns = [
    t('leaving.no'),
    t('leaving.shop'),
    t('leaving.at'),
    t('leaving.amount'),
    t('leaving.why'),
  ];
  if (mayWrite) columns.push(t('leaving.act'));
  return (
    <PlainTable label={t('leaving.list')} columns={columns}>
      {orders.map((one) => (
        <tr key={`${one.shop_id}/${one.order_no}`}>
          <td>{one.order_no}</td>
          <td>{shops?.find((shop) => shop.id === one.shop_id)?.name ?? one.shop_id}</td>
          <td>
            <Time at={one.ordered_at} />
          </td>
          <td>
            <Money minor={one.amount} />
          </td>
          <td>{mark(one.left_out)}</td>
          {mayWrite && (
            <td>
              <Button
                size="small"
                aria-label={t('leaving.back.one', { number: one.order_no })}
                loading={again.isPending && again.variables === one}
                onClick={() => again.mutate(one)}
              >
                {t('leaving.back')}
              </Button>
            </td>
          )}
        </tr>
      ))}
    </PlainTable>
  );
}
