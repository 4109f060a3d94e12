/** Take a list or a whole table away as a file, and find the files again. */
import { Button } from 'antd';
import { lazy, Suspense } from 'react';
import { useAct } from '../../../shared/api/queries';
import { useFormat } from '../../../shared/session';
import { Page, Panel } from '../../../shared/ui/Page';
import { Bones, EmptyState, Ready } from '../../../shared/ui/State';
import { Time } from '../../../shared/ui/small';
import { downloadExport, useExports, type Export, type ListName } from '../api';
import { useWords } from '../words';
import css from './ExportPage.module.css';

// Apart, so that the lists of other pages do not carry what only a form needs.
const NewExport = lazy(async () => ({
  default: (await import('../parts/NewExport')).NewExport,
}));

export function Component() {
  const t = useWords();
  const mine = useExports();
  return (
    <Page title={t('title')} lead={t('lead')}>
      <Panel narrow title={t('new')}>
        <Suspense fallback={<Bones lines={4} />}>
          <NewExport />
        </Suspense>
      </Panel>
      <Panel title={t('mine')} flush>
        <Ready of={mine}>{(rows) => <Mine rows={rows} />}</Ready>
      </Panel>
    </Page>
  );
}

function Mine({ rows }: { rows: readonly Export[] }) {
  const t = useWords();
  const format = useFormat();
  if (rows.length === 0) return <EmptyState title={t('none')} text={t('none.text')} />;
  return (
    <ul className={css.files}>
      {rows.map((row) => (
        <li key={row.id}>
          <Time at={row.created_at} />
          <span>{t(`list.${row.list_name as ListName}`)}</span>
          <span>{row.format.toUpperCase()}</span>
          <span>{row.rows === null ? '—' : t('rows', { count: format.number(row.rows) })}</span>
          <File row={row} />
        </li>
      ))}
    </ul>
  );
}

function File({ row }: { row: Export }) {
  const t = useWords();
  const act = useAct({ run: () => downloadExport(row) });
  if (row.finished_at === null) return <span className="soft">{t('file.running')}</span>;
  if (!row.is_kept) return <span className="soft">{t('file.gone')}</span>;
  return (
    <Button
      size="small"
      loading={act.isPending}
      onClick={() => act.mutate()}
      aria-label={`${t('download')} ${row.id}`}
    >
      {t('download')}
    </Button>
  );
}
