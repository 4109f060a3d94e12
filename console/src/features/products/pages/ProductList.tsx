/** Which products are there, what do they cost, how many are left, and what sells? */
import { useMemo } from 'react';
import { useShops } from '../../../shared/api/shops';
import { ListPage } from '../../../shared/list/ListPage';
import type { Column, Filter } from '../../../shared/list/types';
import { useList } from '../../../shared/list/useList';
import { useCan, useFormat } from '../../../shared/session';
import { LinkButton } from '../../../shared/ui/LinkButton';
import { Money } from '../../../shared/ui/small';
import { fetchProducts, keys, LOW, useCategories, type Listed } from '../api';
import { useUnit } from '../units';
import { urls } from '../urls';
import { useWords } from '../words';

export function Component() {
  const t = useWords();
  const can = useCan();
  const list = useList<Listed>({
    key: keys.products,
    sort: '-revenue',
    filters: useFilters(),
    fetch: fetchProducts,
  });
  const act = can('imports.write') ? (
    <LinkButton to={urls.import()}>{t('list.import')}</LinkButton>
  ) : undefined;
  return (
    <ListPage
      name="data.products"
      title={t('list.title')}
      lead={t('list.lead')}
      act={act}
      list={list}
      columns={useColumns()}
      rowKey={(row) => `${row.shop_id} ${row.sku}`}
      open={(row) => `${row.shop_id}/${encodeURIComponent(row.sku)}`}
      search={t('list.search')}
      empty={{ title: t('list.empty'), text: t('list.empty.text'), act }}
    />
  );
}

function useFilters(): readonly Filter[] {
  const t = useWords();
  const shops = useShops().data?.items;
  const categories = useCategories().data;
  return useMemo(
    () => [
      {
        kind: 'choice',
        name: 'shop_id',
        label: t('shop'),
        many: true,
        options: (shops ?? []).map(({ id, name }) => ({ value: String(id), label: name })),
      },
      {
        kind: 'choice',
        name: 'category',
        label: t('category'),
        options: (categories ?? []).map(({ name }) => ({ value: name, label: name })),
      },
      {
        kind: 'choice',
        name: 'stock',
        label: t('stock.filter'),
        options: [
          { value: '0', label: t('stock.none') },
          { value: String(LOW), label: t('stock.low', { count: LOW }) },
        ],
      },
      {
        kind: 'choice',
        name: 'unit',
        label: t('unit'),
        options: [{ value: 'unknown', label: t('unit.unknown') }],
      },
    ],
    [t, shops, categories],
  );
}

function useColumns(): readonly Column<Listed>[] {
  const t = useWords();
  const format = useFormat();
  const unit = useUnit();
  const shops = useShops().data?.items;
  const nameOf = (id: number) => shops?.find((one) => one.id === id)?.name ?? String(id);
  const right = { align: 'right', sort: true } as const;
  return [
    { key: 'title', title: t('name'), render: (row) => row.title || row.sku, sort: true },
    { key: 'sku', title: t('sku'), render: (row) => row.sku, sort: true },
    { key: 'shop', title: t('shop'), render: (row) => nameOf(row.shop_id) },
    { key: 'category', title: t('category'), render: (row) => row.category || '—' },
    { key: 'brand', title: t('brand'), render: (row) => row.brand || '—', isExtra: true },
    { key: 'unit', title: t('unit'), render: (row) => unit(row.unit) || '—', isExtra: true },
    { key: 'price', title: t('price'), render: (row) => <Money minor={row.price} />, ...right },
    {
      key: 'cost',
      title: t('cost'),
      render: (row) => <Money minor={row.cost} />,
      align: 'right',
      isExtra: true,
    },
    {
      key: 'stock',
      title: t('stock'),
      render: (row) => (row.stock === null ? '—' : format.number(row.stock)),
      ...right,
    },
    { key: 'pieces', title: t('pieces'), render: (row) => format.number(row.pieces), ...right },
    {
      key: 'revenue',
      title: t('revenue'),
      render: (row) => <Money minor={row.revenue} />,
      ...right,
    },
  ];
}
