/** What waits in quarantine, in all files, and why? */
import { useMemo } from 'react';
import { useShops } from '../../../shared/api/shops';
import { ListPage } from '../../../shared/list/ListPage';
import type { Column, Filter } from '../../../shared/list/types';
import { useList } from '../../../shared/list/useList';
import { useFormat } from '../../../shared/session';
import { LinkButton } from '../../../shared/ui/LinkButton';
import { Time } from '../../../shared/ui/small';
import { fetchWaiting, keys, KINDS, useWaitingReasons, type Waiting } from '../api';
import { useKnown } from '../parts/useKnown';
import { urls } from '../urls';
import { useWords } from '../words';

type Page = Awaited<ReturnType<typeof fetchWaiting>>;

export function Component() {
  const t = useWords();
  const known = useKnown();
  const format = useFormat();
  const list = useList<Waiting>({
    key: [...keys.imports, 'waiting'],
    filters: useFilters(),
    fetch: fetchWaiting,
  });
  const reasons = (list.page as Page | undefined)?.reasons ?? [];
  const counts = reasons.map((one) => `${known('reason', one.reason)} ${format.number(one.count)}`);
  return (
    <ListPage
      name="data.waiting"
      title={t('waiting.title')}
      lead={t('waiting.lead')}
      above={counts.length > 0 && <p>{format.list(counts)}</p>}
      list={list}
      columns={useColumns()}
      rowKey={(row) => `${row.import_id}.${row.reason}.${row.column}`}
      search={t('imports.search')}
      empty={{
        title: t('quarantine.empty'),
        text: t('quarantine.empty.text'),
        act: <LinkButton to={urls.list()}>{t('waiting.imports')}</LinkButton>,
      }}
    />
  );
}

function useFilters(): readonly Filter[] {
  const t = useWords();
  const known = useKnown();
  const shops = useShops().data?.items;
  const reasons = useWaitingReasons().data;
  return useMemo(
    () => [
      {
        kind: 'choice',
        name: 'reason',
        label: t('reason'),
        options: (reasons ?? []).map(({ reason: value }) => ({
          value,
          label: known('reason', value),
        })),
        width: 200,
      },
      {
        kind: 'choice',
        name: 'kind',
        label: t('import.kind'),
        options: KINDS.map((value) => ({ value, label: t(`kind.${value}`) })),
      },
      {
        kind: 'choice',
        name: 'shop_id',
        label: t('import.shop'),
        options: (shops ?? []).map(({ id, name }) => ({ value: String(id), label: name })),
      },
      { kind: 'text', name: 'column', label: t('column') },
      { kind: 'dates', name: 'imported', label: t('waiting.at') },
    ],
    // `known` follows the language, as `t` does.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [t, shops, reasons],
  );
}

function useColumns(): readonly Column<Waiting>[] {
  const t = useWords();
  const known = useKnown();
  const format = useFormat();
  const shops = useShops().data?.items;
  return [
    { key: 'file', title: t('import.file'), render: (row) => row.file_name, isLong: true },
    { key: 'kind', title: t('import.kind'), render: (row) => known('kind', row.kind) },
    {
      key: 'shop',
      title: t('import.shop'),
      render: (row) => shops?.find((one) => one.id === row.shop_id)?.name ?? row.shop_id,
    },
    { key: 'at', title: t('waiting.at'), render: (row) => <Time at={row.imported_at} ago /> },
    { key: 'reason', title: t('reason'), render: (row) => known('reason', row.reason) },
    { key: 'column', title: t('column'), render: (row) => row.column || '—' },
    {
      key: 'count',
      title: t('count.rows'),
      align: 'right',
      render: (row) => format.number(row.count),
    },
    {
      key: 'act',
      title: t('mend'),
      render: (row) => (
        <LinkButton to={urls.quarantine(row.import_id, { reason: row.reason, column: row.column })}>
          {t('mend.look')}
        </LinkButton>
      ),
    },
  ];
}
