/** Who buys from us? Search, filters, columns, views and export; names and addresses are masked. */
import { lazy, Suspense, useState } from 'react';
import { useAct } from '../../../shared/api/queries';
import { ListPage } from '../../../shared/list/ListPage';
import type { ExportAct, ListQuery } from '../../../shared/list/types';
import { useList } from '../../../shared/list/useList';
import { useLanguage } from '../../../shared/preferences';
import { useCan, useFormat } from '../../../shared/session';
import { LinkButton } from '../../../shared/ui/LinkButton';
import { Bones } from '../../../shared/ui/State';
import { beginExport, fetchCustomers, keys, useViews, type Customer, type Export } from '../api';
import { exportColumns, useColumns } from '../parts/columns';
import { useFilters } from '../parts/filters';
import { customerFilters } from '../question';
import { useWords } from '../words';

// Few who open the list export it.
const ExportProgress = lazy(async () => ({
  default: (await import('../parts/ExportProgress')).ExportProgress,
}));

const FORMATS = ['csv', 'xlsx', 'parquet'] as const;

interface Wish {
  format: (typeof FORMATS)[number];
  isWhole: boolean;
  query: ListQuery;
}

export function Component() {
  const t = useWords();
  const can = useCan();
  const format = useFormat();
  const list = useList<Customer>({
    key: keys.customers,
    filters: useFilters(),
    sort: '-created_at',
    fetch: (query) => fetchCustomers(customerFilters(query.q, query.filters, format), query),
  });
  const { acts, made, close } = useExports(list.columns);
  return (
    <ListPage
      name="customers"
      title={t('customers.title')}
      lead={t('customers.lead')}
      list={list}
      columns={useColumns()}
      rowKey={(row) => row.id}
      open={(row) => String(row.id)}
      search={t('customers.search')}
      exports={can('customers.export') ? acts : undefined}
      views={useViews()}
      above={
        made && (
          <Suspense fallback={<Bones lines={2} />}>
            <ExportProgress key={made.id} made={made} onClose={close} />
          </Suspense>
        )
      }
      empty={{
        title: t('customers.empty'),
        text: t('customers.empty.text'),
        act: can('imports.write') && (
          <LinkButton to="/data/imports/new" type="primary">
            {t('customers.import')}
          </LinkButton>
        ),
      }}
    />
  );
}

function useExports(columns: readonly string[] | null) {
  const t = useWords();
  const can = useCan();
  const format = useFormat();
  const language = useLanguage();
  const [made, setMade] = useState<Export>();
  const begin = useAct<Wish, Export>({
    run: ({ format: file, isWhole, query }) =>
      beginExport({
        list_name: 'customers',
        format: file,
        filters: plain(customerFilters(query.q, query.filters, format)),
        sort: query.sort,
        columns: exportColumns(columns),
        language: language === 'zh-CN' ? 'zh' : 'en',
        is_whole: isWhole,
      }),
    then: setMade,
  });
  const act = (file: Wish['format'], isWhole: boolean): ExportAct => ({
    key: `${file}${isWhole ? '.whole' : ''}`,
    label: t(isWhole ? 'export.whole' : 'export.masked', { format: file.toUpperCase() }),
    run: (query) => begin.mutate({ format: file, isWhole, query }),
  });
  return {
    acts: [
      ...FORMATS.map((file) => act(file, false)),
      ...(can('customers.reveal') ? [act('csv', true), act('xlsx', true)] : []),
    ],
    made,
    close: () => setMade(undefined),
  };
}

/** Without what is not asked. */
const plain = (filters: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined));
