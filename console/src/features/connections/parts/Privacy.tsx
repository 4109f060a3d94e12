/** What people asked of a platform about their data, and whether the platform calls us at all. */
import { Alert, Button, Table } from 'antd';
import { Link } from 'react-router';
import { serverWord } from '../../../shared/i18n';
import { Time } from '../../../shared/ui/small';
import { StatusTag } from '../../../shared/ui/StatusTag';
import { useAnswer, usePrivacyRequests, type ConnectionPage, type PrivacyRequest } from '../api';
import { useWords } from '../words';

export function Hooks({ hooks }: { hooks: NonNullable<ConnectionPage['hooks']> }) {
  const t = useWords();
  if (hooks.problem) {
    const why = serverWord(`error.${hooks.problem}`) ?? hooks.problem;
    return (
      <Alert type="warning" showIcon title={t('hook.failed')} description={`${why} ${hooks.why}`} />
    );
  }
  return (
    <p className="soft">
      {hooks.lost_at ? (
        <>
          {t('hook.lost')} <Time at={hooks.lost_at} />
        </>
      ) : (
        <>
          {t('hook.there')} <Time at={hooks.at} />
        </>
      )}
    </p>
  );
}

export function Privacy({ id, mayWrite }: { id: number; mayWrite: boolean }) {
  const t = useWords();
  const rows = usePrivacyRequests(id).data?.items ?? [];
  if (rows.length === 0) return null;
  return (
    <section aria-label={t('privacy')} style={{ display: 'grid', gap: 8 }}>
      <h3>{t('privacy')}</h3>
      <p className="soft">{t('privacy.text')}</p>
      <Table<PrivacyRequest>
        size="small"
        rowKey="id"
        pagination={false}
        dataSource={rows}
        columns={[
          { key: 'kind', title: t('privacy.kind'), render: (_, row) => t(`privacy.${row.kind}`) },
          { key: 'whom', title: t('privacy.whom'), render: (_, row) => <Whom row={row} /> },
          {
            key: 'orders',
            title: t('privacy.orders'),
            render: (_, row) => row.orders.slice(0, 5).join(' ') || '—',
          },
          { key: 'due', title: t('privacy.due'), render: (_, row) => <Time at={row.due_at} /> },
          {
            key: 'state',
            title: t('privacy.state'),
            render: (_, row) =>
              row.done_at ? (
                <StatusTag tone="success">{t('privacy.done')}</StatusTag>
              ) : (
                <StatusTag tone="warning">{t('privacy.open')}</StatusTag>
              ),
          },
          {
            key: 'act',
            render: (_, row) => mayWrite && !row.done_at && <Answer id={id} row={row} />,
          },
        ]}
      />
    </section>
  );
}

function Whom({ row }: { row: PrivacyRequest }) {
  const t = useWords();
  if (row.kind === 'shop_redact') return '—';
  if (row.customer_ids.length === 0) return t('privacy.nobody');
  return row.customer_ids.map((one) => (
    <Link key={one} to={`/customers/${one}`} style={{ marginInlineEnd: 8 }}>
      {one}
    </Link>
  ));
}

function Answer({ id, row }: { id: number; row: PrivacyRequest }) {
  const t = useWords();
  const answer = useAnswer(id, row.id, t('privacy.answered'));
  return (
    <Button size="small" loading={answer.isPending} onClick={() => answer.mutate()}>
      {t('privacy.answer')}
    </Button>
  );
}
