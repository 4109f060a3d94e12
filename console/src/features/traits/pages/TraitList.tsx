/** What do we know of customers, and what does each figure mean? */
import { Table } from 'antd';
import { Link } from 'react-router';
import { useFormat } from '../../../shared/session';
import { Meter } from '../../../shared/ui/Meter';
import { Page, Panel } from '../../../shared/ui/Page';
import { Time } from '../../../shared/ui/small';
import { Ready } from '../../../shared/ui/State';
import { useTraits, type Trait } from '../api';
import { useSaid } from '../parts/said';
import { urls } from '../urls';
import { useWords } from '../words';

const GROUPS = [
  'basic',
  'consumption',
  'interest',
  'channel',
  'service',
  'social',
  'geography',
  'calendar',
] as const;

export function Component() {
  const t = useWords();
  const format = useFormat();
  return (
    <Page
      title={t('title')}
      lead={t('lead')}
      act={<Link to={urls.settings()}>{t('settings')}</Link>}
    >
      <Ready of={useTraits()} lines={10}>
        {({ items, customers, refreshed_at: at }) => (
          <>
            <p className="soft">
              {t('of', { count: format.number(customers) })} ·{' '}
              {at ? (
                <>
                  {t('computed')} <Time at={at} ago />
                </>
              ) : (
                t('computed.never')
              )}
            </p>
            {GROUPS.map((group) => (
              <Panel key={group} title={t(`group.${group}`)}>
                <Group
                  traits={items.filter((one) => one.group === group)}
                  customers={customers}
                  label={t(`group.${group}`)}
                />
              </Panel>
            ))}
          </>
        )}
      </Ready>
    </Page>
  );
}

interface GroupProps {
  traits: Trait[];
  customers: number;
  label: string;
}

function Group({ traits, customers, label }: GroupProps) {
  const t = useWords();
  const said = useSaid();
  const format = useFormat();
  return (
    <Table<Trait>
      aria-label={label}
      size="small"
      rowKey="name"
      dataSource={traits}
      pagination={false}
      tableLayout="fixed"
      scroll={{ x: 760 }}
      columns={[
        {
          title: t('trait'),
          width: 180,
          render: (_, one) => <Link to={urls.one(one.name)}>{said.name(one)}</Link>,
        },
        { title: t('meaning'), render: (_, one) => said.meaning(one) },
        { title: t('unit'), width: 90, render: (_, one) => said.unit(one) },
        {
          title: t('known'),
          width: 180,
          render: (_, one) => (
            <>
              <Link to={urls.behind(one.name)}>{said.known(one, customers)}</Link>
              <Meter share={customers ? one.known / customers : 0} label={t('known.bar')} />
            </>
          ),
        },
        {
          title: t('used'),
          width: 140,
          align: 'right' as const,
          render: (_, one) => format.number(one.segments.length),
        },
      ]}
    />
  );
}
