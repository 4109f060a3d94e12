/** What shall events be like, and are they? */
import { PlusOutlined } from '@ant-design/icons';
import { Link } from 'react-router';
import { who } from '../../../shared/i18n';
import { pageOf } from '../../../shared/list/local';
import { ListPage } from '../../../shared/list/ListPage';
import type { Column } from '../../../shared/list/types';
import { useList } from '../../../shared/list/useList';
import { useCan, useFormat } from '../../../shared/session';
import { LinkButton } from '../../../shared/ui/LinkButton';
import { Time } from '../../../shared/ui/small';
import { fetchPlan, keys, type PlanLine } from '../api';
import { ModeTag } from '../parts/ModeTag';
import css from '../parts/parts.module.css';
import { UnknownPart } from '../parts/UnknownPart';
import { urls } from '../urls';
import { useWords } from '../words';

export function Component() {
  const t = useWords();
  const can = useCan();
  const list = useList<PlanLine>({
    key: keys.plan,
    sort: 'name',
    fetch: async (query) =>
      pageOf((await fetchPlan()).items, query, {
        search: [(row) => row.name],
        sorts: {
          name: (row) => row.name,
          problems: (row) => row.problems,
          blocked: (row) => row.blocked,
          changed_at: (row) => row.changed_at,
        },
      }),
  });
  const add = can('sources.write') && (
    <LinkButton to={urls.planAdd()} type="primary" icon={<PlusOutlined />}>
      {t('plan.add')}
    </LinkButton>
  );
  return (
    <ListPage
      name="data.plan"
      title={t('plans.title')}
      lead={t('plans.lead')}
      act={
        <div className={css.line}>
          <LinkButton to={urls.blocked()}>{t('plan.blocked.look')}</LinkButton>
          {add}
        </div>
      }
      above={<UnknownPart />}
      list={list}
      columns={useColumns()}
      rowKey={(row) => row.id}
      open={(row) => String(row.id)}
      search={t('plans.search')}
      empty={{ title: t('plans.empty'), text: t('plans.empty.text'), act: add }}
    />
  );
}

function useColumns(): readonly Column<PlanLine>[] {
  const t = useWords();
  const format = useFormat();
  return [
    { key: 'name', title: t('event.name'), render: (row) => row.name, sort: true },
    { key: 'mode', title: t('plan.column'), render: (row) => <ModeTag mode={row.mode} /> },
    {
      key: 'fields',
      title: t('plan.fields.count'),
      align: 'right',
      render: (row) => format.number(row.fields.length),
    },
    {
      key: 'problems',
      title: t('plan.problems'),
      align: 'right',
      render: (row) => format.number(row.problems),
      sort: true,
    },
    {
      key: 'blocked',
      title: t('plan.blocked'),
      align: 'right',
      render: (row) =>
        row.blocked > 0 ? (
          <Link to={urls.blocked(row.name)}>{format.number(row.blocked)}</Link>
        ) : (
          format.number(0)
        ),
      sort: true,
    },
    {
      key: 'changed_at',
      title: t('plan.changed'),
      render: (row) => <Time at={row.changed_at} ago />,
      sort: true,
    },
    { key: 'by', title: t('plan.by'), render: (row) => who(row.changed_by), isExtra: true },
  ];
}
