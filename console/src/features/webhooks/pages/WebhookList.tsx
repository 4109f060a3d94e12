/** Who is told what happens, and whether it arrives. */
import { PlusOutlined } from '@ant-design/icons';
import { pageOf } from '../../../shared/list/local';
import { ListPage } from '../../../shared/list/ListPage';
import type { Column } from '../../../shared/list/types';
import { useList } from '../../../shared/list/useList';
import { useCan, useFormat } from '../../../shared/session';
import { LinkButton } from '../../../shared/ui/LinkButton';
import { Time } from '../../../shared/ui/small';
import { fetchWebhooks, keys, type Webhook } from '../api';
import { Address, WebhookState } from '../parts/pieces';
import { urls } from '../urls';
import { useWords } from '../words';

export function Component() {
  const t = useWords();
  const mayWrite = useCan()('webhooks.write');
  const list = useList<Webhook>({
    key: keys.webhooks,
    fetch: async (query) =>
      pageOf(await fetchWebhooks(), query, {
        search: [(row) => row.name, (row) => row.url],
        sorts: { name: (row) => row.name, delivered_at: (row) => row.delivered_at },
      }),
    every: () => 15_000,
  });
  const add = mayWrite && (
    <LinkButton to={urls.add()} type="primary" icon={<PlusOutlined />}>
      {t('webhook.add')}
    </LinkButton>
  );
  return (
    <ListPage
      name="settings.webhooks"
      title={t('webhook.title')}
      lead={t('webhook.lead')}
      act={add}
      list={list}
      columns={useColumns()}
      rowKey={(row) => row.id}
      open={(row) => String(row.id)}
      search={t('webhook.search')}
      empty={{ title: t('webhook.empty'), text: t('webhook.empty.text'), act: add }}
    />
  );
}

function useColumns(): readonly Column<Webhook>[] {
  const t = useWords();
  const format = useFormat();
  return [
    { key: 'name', title: t('webhook.name'), render: (row) => row.name, sort: true },
    { key: 'url', title: t('webhook.url'), render: (row) => <Address url={row.url} /> },
    { key: 'state', title: t('webhook.state'), render: (row) => <WebhookState row={row} /> },
    {
      key: 'kinds',
      title: t('webhook.kinds'),
      render: (row) =>
        row.kinds.length === 0
          ? t('webhook.kinds.all')
          : t('webhook.kinds.some', { count: row.kinds.length }),
    },
    {
      key: 'waiting',
      title: t('webhook.waiting'),
      align: 'right',
      render: (row) => format.number(row.waiting),
    },
    {
      key: 'failed',
      title: t('webhook.failed'),
      align: 'right',
      render: (row) => format.number(row.failed),
    },
    {
      key: 'delivered_at',
      title: t('webhook.delivered'),
      render: (row) => <Time at={row.delivered_at} ago />,
      sort: true,
    },
  ];
}
