/** Pairs that may be one person and wait for somebody to say so. */
import { Button, Space } from 'antd';
import { ListPage } from '../../../../shared/list/ListPage';
import type { Column } from '../../../../shared/list/types';
import { useList } from '../../../../shared/list/useList';
import { useCan } from '../../../../shared/session';
import { LinkButton } from '../../../../shared/ui/LinkButton';
import { Time } from '../../../../shared/ui/small';
import { fetchDuplicates, keys, useDifferent, useSame, type Duplicate } from '../api';
import { Because } from '../parts/Because';
import { Whom } from '../parts/Whom';
import { urls } from '../urls';
import { useWords } from '../words';

export function Component() {
  const t = useWords();
  const mayWrite = useCan()('customers.write');
  const list = useList<Duplicate>({ key: keys.duplicates, fetch: fetchDuplicates });
  const rules = (
    <Space>
      <LinkButton to={urls.alike()}>{t('alike.title')}</LinkButton>
      <LinkButton to={urls.rules()}>{t('rules.open')}</LinkButton>
    </Space>
  );
  return (
    <ListPage
      name="duplicates"
      title={t('title')}
      lead={t('lead')}
      act={rules}
      list={list}
      columns={useColumns(mayWrite)}
      rowKey={(row) => row.id}
      empty={{ title: t('empty'), text: t('empty.text'), act: rules }}
    />
  );
}

function useColumns(mayWrite: boolean): readonly Column<Duplicate>[] {
  const t = useWords();
  return [
    { key: 'one', title: t('one'), render: (row) => <Whom record={row.one} /> },
    { key: 'other', title: t('other'), render: (row) => <Whom record={row.other} /> },
    {
      key: 'reason',
      title: t('reason'),
      render: (row) => (
        <>
          <Because match={row} />
          <div className="soft">{t(`state.${row.state as 'asked'}`)}</div>
        </>
      ),
    },
    { key: 'seen', title: t('seen'), render: (row) => <Time at={row.seen_at} /> },
    ...(mayWrite
      ? [
          {
            key: 'decide',
            title: t('decide'),
            render: (row: Duplicate) => <Decide id={row.id} />,
          },
        ]
      : []),
  ];
}

function Decide({ id }: { id: number }) {
  const t = useWords();
  const same = useSame(t('same.done'));
  const different = useDifferent(t('different.done'));
  const isBusy = same.isPending || different.isPending;
  return (
    <Space>
      <Button size="small" disabled={isBusy} onClick={() => same.mutate(id)}>
        {t('same')}
      </Button>
      <Button size="small" disabled={isBusy} onClick={() => different.mutate(id)}>
        {t('different')}
      </Button>
    </Space>
  );
}
