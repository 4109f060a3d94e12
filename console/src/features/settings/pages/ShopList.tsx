/** Where this brand sells. */
import { PlusOutlined } from '@ant-design/icons';
import { useMemo } from 'react';
import { serverWord, serverWords } from '../../../shared/i18n';
import { pageOf } from '../../../shared/list/local';
import { ListPage } from '../../../shared/list/ListPage';
import type { Column, Filter } from '../../../shared/list/types';
import { useList } from '../../../shared/list/useList';
import { useCan } from '../../../shared/session';
import { LinkButton } from '../../../shared/ui/LinkButton';
import { Time } from '../../../shared/ui/small';
import { StatusTag } from '../../../shared/ui/StatusTag';
import { fetchShops, keys, type Shop } from '../api';
import { urls } from '../urls';
import { useWords } from '../words';

export function Component() {
  const t = useWords();
  const can = useCan();
  const list = useList<Shop>({
    key: keys.shops,
    filters: useShopFilters(),
    sort: 'name',
    fetch: async (query) =>
      pageOf((await fetchShops()).items, query, {
        search: [(row) => row.name],
        sorts: { name: (row) => row.name, created_at: (row) => row.created_at },
        keep: (row) => !query.filters['platform'] || row.platform === query.filters['platform'],
      }),
  });
  const add = can('shops.write') && (
    <LinkButton to={urls.shopAdd()} type="primary" icon={<PlusOutlined />}>
      {t('shop.add')}
    </LinkButton>
  );
  return (
    <ListPage
      name="settings.shops"
      title={t('shop.title')}
      lead={t('shop.lead')}
      act={add}
      list={list}
      columns={columns(t)}
      rowKey={(row) => row.id}
      open={can('shops.write') ? (row) => String(row.id) : undefined}
      search={t('shop.search')}
      empty={{ title: t('shop.empty'), text: t('shop.empty.text'), act: add }}
    />
  );
}

function useShopFilters(): readonly Filter[] {
  const t = useWords();
  return useMemo(() => {
    const options = serverWords('platform.').map(([value, label]) => ({ value, label }));
    return [{ kind: 'choice', name: 'platform', label: t('shop.platform'), options }];
  }, [t]);
}

function columns(t: ReturnType<typeof useWords>): readonly Column<Shop>[] {
  return [
    { key: 'name', title: t('shop.name'), render: (row) => row.name, sort: true },
    {
      key: 'platform',
      title: t('shop.platform'),
      render: (row) => serverWord(`platform.${row.platform}`) ?? row.platform,
    },
    { key: 'currency', title: t('shop.currency'), render: (row) => row.currency },
    {
      key: 'state',
      title: t('shop.state'),
      render: (row) => (
        <StatusTag tone={row.is_active ? 'success' : 'neutral'}>
          {row.is_active ? t('shop.active') : t('shop.inactive')}
        </StatusTag>
      ),
    },
    {
      key: 'created_at',
      title: t('shop.created'),
      render: (row) => <Time at={row.created_at} dateOnly />,
      sort: true,
    },
  ];
}
