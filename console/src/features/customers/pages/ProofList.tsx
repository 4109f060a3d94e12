/** Every answer about consent that was ever recorded: nothing in it is changed or taken away. */
import { DownloadOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useMemo } from 'react';
import { Link } from 'react-router';
import { useAct } from '../../../shared/api/queries';
import { who } from '../../../shared/i18n';
import { ListPage } from '../../../shared/list/ListPage';
import type { Column, Filter } from '../../../shared/list/types';
import { useList } from '../../../shared/list/useList';
import { Time } from '../../../shared/ui/small';
import { downloadProofs, fetchProofs, keys, type Proof } from '../consent';
import { Answer } from '../parts/Answer';
import { useKnown } from '../parts/useKnown';
import { useSource } from '../parts/useSource';
import { urls } from '../urls';
import { useWords } from '../words';

export function Component() {
  const t = useWords();
  const download = useAct({ run: downloadProofs });
  const filters = useMemo<readonly Filter[]>(
    () => [{ kind: 'text', name: 'customer_id', label: t('proof.customer_id'), width: 160 }],
    [t],
  );
  const list = useList<Proof>({ key: keys.proofs, filters, fetch: fetchProofs });
  return (
    <ListPage
      name="settings.proofs"
      title={t('proof.title')}
      lead={t('proof.lead')}
      act={
        <Button
          icon={<DownloadOutlined />}
          loading={download.isPending}
          onClick={() => download.mutate()}
        >
          {t('proof.export')}
        </Button>
      }
      list={list}
      columns={useColumns()}
      rowKey={(row) => row.id}
      empty={{ title: t('proof.empty'), text: t('proof.empty.text') }}
    />
  );
}

function useColumns(): readonly Column<Proof>[] {
  const t = useWords();
  const known = useKnown();
  const from = useSource();
  return [
    { key: 'at', title: t('proof.at'), render: (row) => <Time at={row.at} /> },
    {
      key: 'customer',
      title: t('suppression.whose'),
      render: ({ customer_id: id }) => (
        <Link to={urls.one(id)}>{t('suppression.customer', { id })}</Link>
      ),
    },
    {
      key: 'about',
      title: t('proof.about'),
      render: (row) => `${known('purpose', row.purpose)} · ${known('channel', row.channel)}`,
    },
    { key: 'state', title: t('proof.answer'), render: (row) => <Answer state={row.state} /> },
    { key: 'means', title: t('proof.means'), render: (row) => known('means', row.means) },
    { key: 'by', title: t('proof.by'), render: (row) => who(row.recorded_by) || '—' },
    { key: 'source', title: t('consent.source'), render: (row) => from(row.source), isLong: true },
    {
      key: 'wording',
      title: t('consent.wording'),
      render: (row) => row.wording || '—',
      isLong: true,
      isExtra: true,
    },
  ];
}
