/** Keys for programs. */
import { PlusOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { serverWord, who } from '../../../shared/i18n';
import { pageOf } from '../../../shared/list/local';
import { ListPage } from '../../../shared/list/ListPage';
import type { Column } from '../../../shared/list/types';
import { useList } from '../../../shared/list/useList';
import { useCan } from '../../../shared/session';
import { ConfirmDanger } from '../../../shared/ui/ConfirmDanger';
import { LinkButton } from '../../../shared/ui/LinkButton';
import { Time } from '../../../shared/ui/small';
import { StatusTag } from '../../../shared/ui/StatusTag';
import { fetchTokens, keys, useRevokeToken, type Token } from '../api';
import { urls } from '../urls';
import { useWords } from '../words';

type Say = ReturnType<typeof useWords>;

export function Component() {
  const t = useWords();
  const can = useCan();
  const list = useList<Token>({
    key: keys.tokens,
    sort: '-created_at',
    fetch: async (query) =>
      pageOf(await fetchTokens(), query, {
        search: [(row) => row.name, (row) => row.created_by],
        sorts: {
          name: (row) => row.name,
          created_at: (row) => row.created_at,
          last_used_at: (row) => row.last_used_at,
        },
      }),
  });
  const add = can('tokens.write') && (
    <LinkButton to={urls.tokenAdd()} type="primary" icon={<PlusOutlined />}>
      {t('token.add')}
    </LinkButton>
  );
  return (
    <ListPage
      name="settings.tokens"
      title={t('token.title')}
      lead={t('token.lead')}
      act={add}
      list={list}
      columns={columns(t, can('tokens.write'))}
      rowKey={(row) => row.id}
      search={t('token.search')}
      empty={{ title: t('token.empty'), text: t('token.empty.text'), act: add }}
    />
  );
}

function columns(t: Say, mayRevoke: boolean): readonly Column<Token>[] {
  return [
    { key: 'name', title: t('token.name'), render: (row) => row.name, sort: true },
    { key: 'tail', title: t('token.tail'), render: (row) => <code>…{row.tail}</code> },
    { key: 'role', title: t('token.role'), render: (row) => serverWord(`role.${row.role}`) },
    { key: 'state', title: t('token.state'), render: (row) => <State token={row} /> },
    { key: 'created_by', title: t('token.by'), render: (row) => who(row.created_by) },
    {
      key: 'created_at',
      title: t('token.created'),
      render: (row) => <Time at={row.created_at} />,
      sort: true,
    },
    {
      key: 'last_used_at',
      title: t('token.used'),
      render: (row) => <Time at={row.last_used_at} ago />,
      sort: true,
    },
    {
      key: 'expires_at',
      title: t('token.expires'),
      render: (row) => (row.expires_at ? <Time at={row.expires_at} /> : t('token.expires.never')),
    },
    ...(mayRevoke
      ? [
          {
            key: 'revoke',
            title: '',
            render: (row: Token) => !row.revoked_at && <Revoke token={row} />,
          },
        ]
      : []),
  ];
}

function State({ token }: { token: Token }) {
  const t = useWords();
  if (token.revoked_at) return <StatusTag tone="danger">{t('token.revoked')}</StatusTag>;
  const isPast = token.expires_at !== null && token.expires_at < new Date().toISOString();
  if (isPast) return <StatusTag tone="warning">{t('token.expired')}</StatusTag>;
  return <StatusTag tone="success">{t('token.valid')}</StatusTag>;
}

function Revoke({ token }: { token: Token }) {
  const t = useWords();
  const revoke = useRevokeToken(t('token.revoke.done'));
  return (
    <ConfirmDanger
      title={t('token.revoke.title', { name: token.name })}
      consequence={t('token.revoke.text')}
      act={t('token.revoke')}
      onConfirm={() => revoke.mutateAsync(token.id)}
    >
      {(open) => (
        <Button
          size="small"
          danger
          onClick={open}
          aria-label={`${t('token.revoke')} ${token.name}`}
        >
          {t('token.revoke')}
        </Button>
      )}
    </ConfirmDanger>
  );
}
