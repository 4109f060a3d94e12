/** The table of a list. A row opens its drawer by a press anywhere; the first cell is the link for the keyboard. */
import { Table, type TableColumnType, type TableProps } from 'antd';
import type { Key, MouseEvent, ReactNode } from 'react';
import { Link, useNavigate } from 'react-router';
import { useSharedWords } from '../i18n/words';
import { Bones } from '../ui/State';
import { useHere } from '../url/useHere';
import type { Column } from './types';
import type { List } from './useList';
import css from './ListPage.module.css';

interface RowsProps<Row extends object> {
  list: List<Row>;
  columns: readonly Column<Row>[];
  rowKey: (row: Row) => string | number;
  open?: (row: Row) => string;
  picked: readonly Key[];
  onPick?: (keys: readonly (string | number)[]) => void;
}

export function Rows<Row extends object>(props: RowsProps<Row>) {
  const { list, open, rowKey } = props;
  const t = useSharedWords();
  const goTo = useOpen();
  const selection = useSelection(props);
  if (!list.page) return <Bones lines={10} />;
  return (
    // Our own scrolling box: with antd's `scroll` a hidden row would hold focusable check boxes.
    <div
      className={`${css.scroll} ${list.isBusy ? css.busy : ''}`}
      aria-busy={list.isBusy}
      {...(open ? {} : { tabIndex: 0, role: 'region', 'aria-label': t('list.region') })}
    >
      <Table<Row>
        size="small"
        rowKey={rowKey}
        dataSource={list.page.items}
        columns={props.columns.map((column, at) =>
          tableColumn(column, list.query.sort, at === 0 ? open : undefined),
        )}
        pagination={false}
        rowSelection={selection}
        onChange={(_pages, _filters, sorter) => {
          const by = Array.isArray(sorter) ? sorter[0] : sorter;
          list.set({
            sort: by?.order ? `${by.order === 'descend' ? '-' : ''}${String(by.columnKey)}` : '',
          });
        }}
        onRow={(row) =>
          open
            ? {
                className: css.opens,
                onClick: (event: MouseEvent) => isOnControl(event) || goTo(open(row)),
              }
            : {}
        }
      />
    </div>
  );
}

function tableColumn<Row extends object>(
  column: Column<Row>,
  sort: string,
  open: ((row: Row) => string) | undefined,
): TableColumnType<Row> {
  const key = typeof column.sort === 'string' ? column.sort : column.key;
  const order = sort === key ? 'ascend' : sort === `-${key}` ? 'descend' : null;
  return {
    key,
    title: column.title,
    align: column.align,
    width: column.width,
    className: column.align === 'right' ? 'numeric' : column.isLong ? css.long : undefined,
    ...(column.sort ? { sorter: true, sortOrder: order, showSorterTooltip: false } : {}),
    render: (_value: unknown, row: Row): ReactNode =>
      open ? <OpenLink to={open(row)}>{column.render(row)}</OpenLink> : column.render(row),
  };
}

function OpenLink({ to, children }: { to: string; children: ReactNode }) {
  const { search, state } = useHere();
  return (
    <Link to={{ pathname: to, search }} state={state}>
      {children}
    </Link>
  );
}

function useOpen(): (path: string) => void {
  const navigate = useNavigate();
  const { search, state } = useHere();
  return (path) => void navigate({ pathname: path, search }, { state });
}

/** A press on a control inside the row, or the end of selecting text, does not open the row. */
function isOnControl(event: MouseEvent): boolean {
  const target = event.target as HTMLElement;
  return (
    target.closest('a, button, input, label, [role=button]') !== null ||
    !!window.getSelection()?.toString()
  );
}

function useSelection<Row extends object>({
  list,
  rowKey,
  picked,
  onPick,
}: RowsProps<Row>): TableProps<Row>['rowSelection'] {
  const t = useSharedWords();
  if (!onPick) return undefined;
  return {
    selectedRowKeys: [...picked],
    preserveSelectedRowKeys: true,
    onChange: (keys) => onPick(keys as (string | number)[]),
    getTitleCheckboxProps: () => ({ 'aria-label': t('list.pick.all') }),
    getCheckboxProps: (row) => ({ 'aria-label': `${t('list.pick.row')} ${rowKey(row)}` }),
    columnWidth: 40,
    ...(list.page ? {} : { hideSelectAll: true }),
  };
}
