/** One webhook: how it does, what it was told, telling it again. */
import { Alert, Button, Segmented, Space, Table } from 'antd';
import { useState } from 'react';
import { useParams } from 'react-router';
import { serverWords } from '../../../shared/i18n';
import { useCan } from '../../../shared/session';
import { ConfirmDanger } from '../../../shared/ui/ConfirmDanger';
import { RecordDrawer, useCloseDrawer } from '../../../shared/ui/DetailDrawer';
import { LinkButton } from '../../../shared/ui/LinkButton';
import { CopyText, Facts, Time } from '../../../shared/ui/small';
import { Ready } from '../../../shared/ui/State';
import {
  useDeliveries,
  usePause,
  useRemove,
  useRenewSecret,
  useReplay,
  useReplayFailed,
  useTryOut,
  useWebhook,
  type Delivery,
  type Webhook,
} from '../api';
import { DeliveryState, kindName, LastTry, WebhookState } from '../parts/pieces';
import { urls } from '../urls';
import { useWords } from '../words';

const SHOWN = 50;

export function Component() {
  const t = useWords();
  const mayWrite = useCan()('webhooks.write');
  const found = useWebhook(Number(useParams()['webhookId']));
  return (
    <RecordDrawer
      of={found}
      width={960}
      title={(row) => row?.name ?? t('webhook.name')}
      acts={(row) => mayWrite && <Acts row={row} />}
    >
      {(row) => (
        <div style={{ display: 'grid', gap: 16 }}>
          {row.state === 'ended' && <Alert type="error" showIcon title={t('webhook.ended.text')} />}
          <Facts
            items={[
              [t('webhook.url'), <code key="url">{row.url}</code>],
              [t('webhook.state'), <WebhookState key="state" row={row} />],
              [t('webhook.kinds'), row.kinds.map(kindName).join(', ') || t('webhook.kinds.all')],
              [t('webhook.delivered'), <Time key="at" at={row.delivered_at} />],
              [t('webhook.failing_since'), <Time key="since" at={row.failing_since} />],
            ]}
          />
          {mayWrite && <Secret row={row} />}
          <Deliveries row={row} mayWrite={mayWrite} />
        </div>
      )}
    </RecordDrawer>
  );
}

function Acts({ row }: { row: Webhook }) {
  const t = useWords();
  const isActive = row.state === 'active';
  const pause = usePause(isActive ? t('webhook.pause.done') : t('webhook.resume.done'));
  const tryOut = useTryOut(t('webhook.test.done'));
  const remove = useRemove(t('webhook.remove.done'), useCloseDrawer());
  return (
    <Space wrap>
      <Button disabled={!isActive} loading={tryOut.isPending} onClick={() => tryOut.mutate(row.id)}>
        {t('webhook.test')}
      </Button>
      <Button
        loading={pause.isPending}
        onClick={() => pause.mutate({ id: row.id, isPaused: isActive })}
      >
        {isActive ? t('webhook.pause') : t('webhook.resume')}
      </Button>
      <LinkButton to={urls.change(row.id)}>{t('webhook.change')}</LinkButton>
      <ConfirmDanger
        title={t('webhook.remove.title', { name: row.name })}
        consequence={t('webhook.remove.text')}
        act={t('webhook.remove')}
        onConfirm={() => remove.mutateAsync(row.id)}
      >
        {(open) => (
          <Button danger onClick={open}>
            {t('webhook.remove')}
          </Button>
        )}
      </ConfirmDanger>
    </Space>
  );
}

function Secret({ row }: { row: Webhook }) {
  const t = useWords();
  const [secret, setSecret] = useState('');
  const renew = useRenewSecret(setSecret);
  if (secret) {
    return (
      <section style={{ display: 'grid', gap: 8 }}>
        <Alert type="warning" showIcon title={t('secret.made')} description={t('secret.both')} />
        <CopyText text={secret} label={t('secret')} />
      </section>
    );
  }
  return (
    <div>
      <ConfirmDanger
        title={t('secret.renew.title')}
        consequence={t('secret.both')}
        act={t('secret.renew')}
        onConfirm={() => renew.mutateAsync(row.id)}
      >
        {(open) => (
          <Button size="small" onClick={open}>
            {t('secret.renew')}
          </Button>
        )}
      </ConfirmDanger>
    </div>
  );
}

function Deliveries({ row, mayWrite }: { row: Webhook; mayWrite: boolean }) {
  const t = useWords();
  const [state, setState] = useState('');
  const found = useDeliveries(row.id, state, SHOWN);
  const failed = useReplayFailed(row.id, (count) => t('delivery.replayed', { count }));
  const states = serverWords('delivery.').filter(([code]) =>
    ['waiting', 'delivered', 'failed'].includes(code),
  );
  return (
    <section aria-label={t('delivery.title')} style={{ display: 'grid', gap: 8 }}>
      <h3>{t('delivery.title')}</h3>
      <Space wrap>
        <Segmented
          value={state}
          onChange={setState}
          options={[
            { value: '', label: t('delivery.all') },
            ...states.map(([value, label]) => ({ value, label })),
          ]}
        />
        {mayWrite && row.failed > 0 && (
          <Button loading={failed.isPending} onClick={() => failed.mutate()}>
            {t('delivery.replay.failed')}
          </Button>
        )}
      </Space>
      <Ready of={found}>
        {(page) => <Told rows={page.items} webhook={row.id} mayWrite={mayWrite} />}
      </Ready>
    </section>
  );
}

function Told(props: { rows: readonly Delivery[]; webhook: number; mayWrite: boolean }) {
  const t = useWords();
  const replay = useReplay(props.webhook, t('delivery.replayed', { count: 1 }));
  return (
    <Table<Delivery>
      size="small"
      rowKey="id"
      pagination={false}
      dataSource={props.rows}
      locale={{ emptyText: t('delivery.empty') }}
      expandable={{
        expandedRowRender: (row) => <pre>{JSON.stringify(shown(row), null, 2)}</pre>,
      }}
      columns={[
        { key: 'kind', title: t('delivery.event'), render: (_, row) => kindName(row.kind) },
        { key: 'at', title: t('delivery.at'), render: (_, row) => <Time at={row.at} /> },
        {
          key: 'state',
          title: t('webhook.state'),
          render: (_, row) => <DeliveryState row={row} />,
        },
        { key: 'last', title: t('delivery.last'), render: (_, row) => <LastTry row={row} /> },
        {
          key: 'tries',
          title: t('delivery.tries'),
          align: 'right',
          render: (_, row) => row.tries.length,
        },
        { key: 'next', title: t('delivery.next'), render: (_, row) => <Time at={row.next_at} /> },
        {
          key: 'again',
          title: '',
          render: (_, row) =>
            props.mayWrite &&
            row.state !== 'waiting' && (
              <Button
                size="small"
                onClick={() => replay.mutate(row.id)}
                aria-label={`${t('delivery.replay')} ${row.webhook_id}`}
              >
                {t('delivery.replay')}
              </Button>
            ),
        },
      ]}
    />
  );
}

/** The notice as the other program got it, without the frame of our list. */
function shown(row: Delivery) {
  return {
    'webhook-id': row.webhook_id,
    type: row.kind,
    timestamp: row.at,
    data: row.data,
    tries: row.tries,
  };
}
