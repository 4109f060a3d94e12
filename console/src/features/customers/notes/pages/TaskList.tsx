/** What is to be done for customers, the most urgent first. */
import { useMemo } from 'react';
import { Link } from 'react-router';
import { ListPage } from '../../../../shared/list/ListPage';
import type { Column, Filter } from '../../../../shared/list/types';
import { useList } from '../../../../shared/list/useList';
import { useCan } from '../../../../shared/session';
import { fetchTasks, keys, type Task } from '../api';
import { Due } from '../parts/Due';
import { Finish } from '../parts/Finish';
import { useWords } from '../words';

export function Component() {
  const t = useWords();
  const mayWrite = useCan()('customers.write');
  const filters = useMemo<readonly Filter[]>(
    () => [
      {
        kind: 'choice',
        name: 'whose',
        label: t('whose'),
        options: [{ value: 'mine', label: t('whose.mine') }],
      },
    ],
    [t],
  );
  const list = useList<Task>({ key: keys.tasks, filters, fetch: fetchTasks });
  return (
    <ListPage
      name="tasks"
      title={t('title')}
      lead={t('lead')}
      list={list}
      columns={useColumns(mayWrite)}
      rowKey={(row) => row.id}
      empty={{ title: t('empty'), text: t('empty.text') }}
    />
  );
}

function useColumns(mayWrite: boolean): readonly Column<Task>[] {
  const t = useWords();
  return [
    { key: 'due', title: t('due'), render: (row) => <Due note={row} /> },
    { key: 'what', title: t('what'), isLong: true, render: (row) => row.words },
    {
      key: 'customer',
      title: t('customer'),
      render: (row) => (
        <Link to={`/customers/${row.customer_id}`}>{row.customer_label || row.customer_id}</Link>
      ),
    },
    { key: 'assignee', title: t('assignee'), render: (row) => row.assignee || t('nobody') },
    ...(mayWrite
      ? [{ key: 'done', title: t('finish'), render: (row: Task) => <Finish note={row} /> }]
      : []),
  ];
}
