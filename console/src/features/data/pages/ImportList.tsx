/** Which files came in, and what became of them? */
import { UploadOutlined } from '@ant-design/icons';
import { useMemo } from 'react';
import { useShops } from '../../../shared/api/shops';
import { who } from '../../../shared/i18n';
import { ListPage } from '../../../shared/list/ListPage';
import type { Column, Filter } from '../../../shared/list/types';
import { useList } from '../../../shared/list/useList';
import { useCan, useFormat } from '../../../shared/session';
import { LinkButton } from '../../../shared/ui/LinkButton';
import { Time } from '../../../shared/ui/small';
import { fetchImports, isMoving, keys, KINDS, type Line } from '../api';
import { ImportState, STATES } from '../parts/ImportState';
import { useKnown } from '../parts/useKnown';
import { urls } from '../urls';
import { useWords } from '../words';

export function Component() {
  const t = useWords();
  const can = useCan();
  const list = useList<Line>({
    key: keys.imports,
    filters: useFilters(),
    fetch: fetchImports,
    every: (page) => (page?.items.some(isMoving) ? 3000 : false),
  });
  const add = can('imports.write') && (
    <LinkButton to={urls.add()} type="primary" icon={<UploadOutlined />}>
      {t('import.add')}
    </LinkButton>
  );
  return (
    <ListPage
      name="data.imports"
      title={t('imports.title')}
      lead={t('imports.lead')}
      act={add}
      list={list}
      columns={useColumns()}
      rowKey={(row) => row.id}
      open={(row) => String(row.id)}
      search={t('imports.search')}
      empty={{ title: t('imports.empty'), text: t('imports.empty.text'), act: add }}
    />
  );
}

function useFilters(): readonly Filter[] {
  const t = useWords();
  const shops = useShops().data?.items;
  return useMemo(
    () => [
      {
        kind: 'choice',
        name: 'kind',
        label: t('import.kind'),
        options: KINDS.map((value) => ({ value, label: t(`kind.${value}`) })),
      },
      {
        kind: 'choice',
        name: 'state',
        label: t('import.state'),
        options: STATES.map((value) => ({ value, label: t(`state.${value}`) })),
      },
      {
        kind: 'choice',
        name: 'shop_id',
        label: t('import.shop'),
        options: (shops ?? []).map(({ id, name }) => ({ value: String(id), label: name })),
      },
    ],
    [t, shops],
  );
}

const COUNTS = ['rows', 'accepted', 'duplicates', 'quarantined', 'new_customers'] as const;

function useColumns(): readonly Column<Line>[] {
  const t = useWords();
  const known = useKnown();
  const format = useFormat();
  const shops = useShops().data?.items;
  return [
    { key: 'file', title: t('import.file'), render: (row) => row.file_name, isLong: true },
    {
      key: 'state',
      title: t('import.state'),
      render: (row) => <ImportState state={row.state} />,
    },
    { key: 'kind', title: t('import.kind'), render: (row) => known('kind', row.kind) },
    {
      key: 'shop',
      title: t('import.shop'),
      render: (row) => shops?.find((one) => one.id === row.shop_id)?.name ?? row.shop_id,
    },
    ...COUNTS.map((name): Column<Line> => ({
      key: name,
      title: t(`count.${name}`),
      align: 'right',
      render: (row) => format.number(row[name]),
      isExtra: name === 'duplicates' || name === 'new_customers',
    })),
    {
      key: 'created',
      title: t('import.created'),
      render: (row) => <Time at={row.created_at} ago />,
    },
    { key: 'by', title: t('import.by'), render: (row) => who(row.created_by), isExtra: true },
    {
      key: 'layout',
      title: t('import.layout'),
      render: (row) => known('layout', row.layout),
      isExtra: true,
    },
  ];
}
