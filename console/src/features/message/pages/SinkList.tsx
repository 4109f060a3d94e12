/** Mails that never left this machine: what a customer would have got. */
import { DeleteOutlined } from '@ant-design/icons';
import { Alert, Button } from 'antd';
import { Link } from 'react-router';
import { ListPage } from '../../../shared/list/ListPage';
import type { Column } from '../../../shared/list/types';
import { useList } from '../../../shared/list/useList';
import { useCan, useFormat } from '../../../shared/session';
import { ConfirmDanger } from '../../../shared/ui/ConfirmDanger';
import { Time } from '../../../shared/ui/small';
import { fetchSink, keys, useEmptySink, useSender, type SinkLine } from '../api';
import css from '../parts/parts.module.css';
import { urls } from '../urls';
import { useWords } from '../words';

export function Component() {
  const t = useWords();
  const can = useCan();
  const list = useList<SinkLine>({ key: keys.sink, fetch: fetchSink });
  const isEmpty = list.page?.items.length === 0 && !list.isFiltered;
  return (
    <ListPage
      name="sink"
      title={t('sink.title')}
      lead={t('sink.lead')}
      act={can('channels.write') && !isEmpty && <Clear />}
      above={<Notices />}
      list={list}
      columns={useColumns()}
      rowKey={(row) => row.id}
      open={can('customers.reveal') ? (row) => String(row.id) : undefined}
      search={t('sink.search')}
      empty={{ title: t('sink.empty'), text: t('sink.empty.text') }}
    />
  );
}

function Notices() {
  const t = useWords();
  const can = useCan();
  const sender = useSender().data;
  const isUsed = sender === undefined || sender.uses_sink || !sender.is_set;
  return (
    <div className={css.notices}>
      <Alert
        type={isUsed ? 'info' : 'warning'}
        showIcon
        title={isUsed ? t('sink.used') : t('sink.unused')}
        action={<Link to={urls.sender()}>{t('sink.setup')}</Link>}
      />
      {!can('customers.reveal') && <Alert type="info" showIcon title={t('sink.masked')} />}
    </div>
  );
}

function Clear() {
  const t = useWords();
  const clear = useEmptySink(t('sink.cleared'));
  return (
    <ConfirmDanger
      title={t('sink.clear.title')}
      consequence={t('sink.clear.text')}
      act={t('sink.clear.act')}
      onConfirm={() => clear.mutateAsync()}
    >
      {(open) => (
        <Button danger icon={<DeleteOutlined aria-hidden />} onClick={open}>
          {t('sink.clear')}
        </Button>
      )}
    </ConfirmDanger>
  );
}

function useColumns(): readonly Column<SinkLine>[] {
  const t = useWords();
  const format = useFormat();
  return [
    {
      key: 'subject',
      title: t('sink.subject'),
      isLong: true,
      render: (row) => row.subject || t('sink.subject.none'),
    },
    { key: 'recipients', title: t('sink.recipients'), render: (row) => row.recipients.join(', ') },
    {
      key: 'received_at',
      title: t('sink.received'),
      render: (row) => <Time at={row.received_at} />,
    },
    {
      key: 'size',
      title: t('sink.size'),
      align: 'right',
      render: (row) => t('sink.size.kb', { size: format.number(row.size / 1000, { digits: 1 }) }),
    },
    {
      key: 'message_id',
      title: t('sink.message_id'),
      isExtra: true,
      isLong: true,
      render: (row) => <code>{row.message_id}</code>,
    },
  ];
}
