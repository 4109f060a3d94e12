/** Who did what, and when; and whether anybody altered the record. */
import { SafetyCertificateOutlined } from '@ant-design/icons';
import { Alert, Button } from 'antd';
import { useMemo } from 'react';
import { daySpan } from '../../../shared/format';
import { serverWord, serverWords, useEveryWord, who } from '../../../shared/i18n';
import { ListPage } from '../../../shared/list/ListPage';
import type { Column, Filter, ListQuery } from '../../../shared/list/types';
import { useList } from '../../../shared/list/useList';
import { useFormat } from '../../../shared/session';
import { Time } from '../../../shared/ui/small';
import { fetchAudit, keys, useVerifyAudit, type AuditEntry, type AuditQuery } from '../api';
import { useWords } from '../words';

type Say = ReturnType<typeof useWords>;

export function Component() {
  const t = useWords();
  useEveryWord();
  const format = useFormat();
  const verify = useVerifyAudit();
  const list = useList<AuditEntry>({
    key: keys.audit,
    filters: useAuditFilters(),
    fetch: (query) => fetchAudit(auditQuery(query, format.timezone)),
  });
  return (
    <ListPage
      name="settings.audit"
      title={t('audit.title')}
      lead={t('audit.lead')}
      act={
        <Button
          icon={<SafetyCertificateOutlined />}
          loading={verify.isPending}
          onClick={() => verify.mutate()}
        >
          {t('audit.verify')}
        </Button>
      }
      above={verify.data && <Verdict verdict={verify.data} />}
      list={list}
      columns={columns(t, format)}
      rowKey={(row) => row.id}
      search={t('audit.actor')}
      empty={{ title: t('audit.empty'), text: t('audit.empty.text') }}
    />
  );
}

/** The list's question in the server's words: days become instants, the search looks for the actor. */
export function auditQuery({ q, filters, cursor, limit }: ListQuery, timezone: string): AuditQuery {
  const { at_from, at_to, ...plain } = filters;
  const { from, to } = daySpan(at_from, at_to, timezone);
  return { ...plain, actor: q || undefined, since: from, until: to, cursor, limit };
}

function Verdict({
  verdict,
}: {
  verdict: {
    is_whole: boolean;
    entries: number;
    seals: number;
    broken_at: number | null;
    reason: string;
  };
}) {
  const t = useWords();
  const { is_whole: isWhole, entries, seals, broken_at: seal } = verdict;
  return (
    <div role="status">
      <Alert
        type={isWhole ? 'success' : 'error'}
        showIcon
        title={
          isWhole ? t('audit.whole', { entries, seals }) : t('audit.broken', { seal: seal ?? 0 })
        }
        description={verdict.reason || undefined}
      />
    </div>
  );
}

function useAuditFilters(): readonly Filter[] {
  const t = useWords();
  return useMemo(() => {
    const options = (beginning: string) =>
      serverWords(beginning).map(([value, label]) => ({ value, label }));
    return [
      {
        kind: 'choice',
        name: 'action',
        label: t('audit.action'),
        options: options('action.'),
        width: 180,
      },
      {
        kind: 'choice',
        name: 'target_kind',
        label: t('audit.target.kind'),
        options: options('target.'),
      },
      { kind: 'text', name: 'target_id', label: t('audit.target.id'), width: 140 },
      { kind: 'dates', name: 'at', label: t('audit.at') },
    ];
  }, [t]);
}

function columns(t: Say, format: ReturnType<typeof useFormat>): readonly Column<AuditEntry>[] {
  return [
    { key: 'at', title: t('audit.at'), render: (row) => <Time at={row.at} /> },
    {
      key: 'actor',
      title: t('audit.actor'),
      render: (row) =>
        row.actor_kind === 'system' ? (
          who(row.actor_label)
        ) : (
          <>
            {row.actor_label}{' '}
            <span className="soft">{serverWord(`audit.kind.${row.actor_kind}`)}</span>
          </>
        ),
    },
    {
      key: 'action',
      title: t('audit.action'),
      render: (row) => serverWord(`action.${row.action}`) ?? row.action,
    },
    {
      key: 'target',
      title: t('audit.target'),
      render: (row) =>
        [serverWord(`target.${row.target_kind}`) ?? row.target_kind, row.target_id].join(' '),
    },
    {
      key: 'fields',
      title: t('audit.fields'),
      isLong: true,
      render: (row) => row.fields.join(', ') || '—',
    },
    {
      key: 'count',
      title: t('audit.count'),
      align: 'right',
      render: (row) => (row.count === null ? '—' : format.number(row.count)),
    },
  ];
}
