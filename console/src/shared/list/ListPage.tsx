/**
 * The pattern of every list: a title that says the question, the primary act top right, search and filters in
 * the URL, columns to choose, sorting, pages by cursor, rows that open a drawer with its own address, bulk acts,
 * export, saved views, an empty state that teaches, trouble with a retry, bones while loading.
 */
import { Button } from 'antd';
import { useState, type ReactNode } from 'react';
import { Outlet, useLocation } from 'react-router';
import { useSharedWords } from '../i18n/words';
import { Page } from '../ui/Page';
import { EmptyState, Trouble, type EmptyWords } from '../ui/State';
import { Filters } from './Filters';
import { Paging } from './Paging';
import { Rows } from './Rows';
import { ColumnsMenu, ExportMenu, ViewsMenu } from './Toolbar';
import type { BulkAct, Column, ExportAct } from './types';
import type { List } from './useList';
import { useLocalViews, type Views } from './useViews';
import css from './ListPage.module.css';

export interface ListPageProps<Row extends object> {
  /** Names the list in storage: `settings.staff`. */
  name: string;
  title: string;
  lead?: ReactNode;
  act?: ReactNode;
  list: List<Row>;
  columns: readonly Column<Row>[];
  rowKey: (row: Row) => string | number;
  /** The path of a row's drawer, relative to this page: `String(row.id)`. */
  open?: (row: Row) => string;
  /** What the search looks into; absent = no search. */
  search?: string;
  bulk?: readonly BulkAct[];
  exports?: readonly ExportAct[];
  /** Shown when there is nothing at all: what comes here and how. */
  empty: EmptyWords;
  views?: Views;
  /** Between the title and the list: figures, a progress, a notice. */
  above?: ReactNode;
}

export function ListPage<Row extends object>(props: ListPageProps<Row>) {
  const { list, columns, bulk = [] } = props;
  const [picked, setPicked] = useState<readonly (string | number)[]>([]);
  const shown = shownColumns(columns, list.columns);
  return (
    <Page title={props.title} lead={props.lead} act={props.act}>
      {props.above}
      <section className={`panel ${css.list}`} aria-label={props.title}>
        {picked.length > 0 ? (
          <BulkBar acts={bulk} picked={picked} onClear={() => setPicked([])} />
        ) : (
          <Bar {...props} shown={shown} />
        )}
        <Body
          {...props}
          shown={shown}
          picked={picked}
          onPick={bulk.length > 0 ? setPicked : undefined}
        />
        <Paging list={list as List<never>} />
      </section>
      <Outlet />
    </Page>
  );
}

/** The columns to draw: those named in the URL, else all that are not extra; the first always. */
export function shownColumns<Row>(
  columns: readonly Column<Row>[],
  chosen: readonly string[] | null,
): readonly Column<Row>[] {
  return columns.filter(
    (column, at) => at === 0 || (chosen ? chosen.includes(column.key) : !column.isExtra),
  );
}

interface Shown<Row extends object> extends ListPageProps<Row> {
  shown: readonly Column<Row>[];
}

function Bar<Row extends object>(props: Shown<Row>) {
  const { list, columns, shown } = props;
  const local = useLocalViews(props.name);
  const search = new URLSearchParams(useLocation().search);
  search.delete('cursor');
  const choose = (keys: readonly string[]) => {
    const usual = shownColumns(columns, null).map((column) => column.key);
    const isUsual = usual.length === keys.length && usual.every((key) => keys.includes(key));
    list.set({ cols: isUsual ? '' : keys.join(',') });
  };
  return (
    <div className={css.bar}>
      <Filters list={list as List<never>} search={props.search} />
      <div className={css.tools}>
        <ViewsMenu views={props.views ?? local} search={search.toString()} />
        <ColumnsMenu
          columns={columns}
          shown={shown.map((column) => column.key)}
          onChange={choose}
        />
        {props.exports && <ExportMenu acts={props.exports} list={list as List<never>} />}
      </div>
    </div>
  );
}

interface BodyProps<Row extends object> extends Shown<Row> {
  picked: readonly (string | number)[];
  onPick?: (keys: readonly (string | number)[]) => void;
}

function Body<Row extends object>(props: BodyProps<Row>) {
  const t = useSharedWords();
  const { list } = props;
  if (list.error && !list.page) return <Trouble error={list.error} onRetry={list.retry} />;
  if (list.page?.items.length === 0) {
    if (!list.isFiltered) return <EmptyState {...props.empty} />;
    return (
      <EmptyState
        title={t('list.nomatch')}
        text={t('list.nomatch.hint')}
        act={<Button onClick={list.clear}>{t('list.clear')}</Button>}
      />
    );
  }
  return (
    <Rows
      list={list}
      columns={props.shown}
      rowKey={props.rowKey}
      open={props.open}
      picked={props.picked}
      onPick={props.onPick}
    />
  );
}

interface BulkBarProps {
  acts: readonly BulkAct[];
  picked: readonly (string | number)[];
  onClear: () => void;
}

function BulkBar({ acts, picked, onClear }: BulkBarProps) {
  const t = useSharedWords();
  return (
    <div className={`${css.bar} ${css.bulk}`}>
      <strong aria-live="polite">{t('list.picked', { count: picked.length })}</strong>
      {acts.map((act) => (
        <Button key={act.key} danger={act.isDanger} onClick={() => act.run(picked, onClear)}>
          {act.label}
        </Button>
      ))}
      <Button type="text" onClick={onClear}>
        {t('list.unpick')}
      </Button>
    </div>
  );
}
