/** One household or company: what its members are worth together, who they are, joining and leaving. */
import { Button, Form, InputNumber } from 'antd';
import { Link, useParams } from 'react-router';
import { useCan, useFormat } from '../../../../shared/session';
import { RecordDrawer } from '../../../../shared/ui/DetailDrawer';
import { InlineForm } from '../../../../shared/ui/FormDrawer';
import { Facts, Money, Time } from '../../../../shared/ui/small';
import rows from '../../../../shared/ui/rows.module.css';
import { useGroupName } from '../parts/useGroupName';
import { joinGroup, keys, useGroup, useMove, type Group, type Member } from '../together';
import { urls } from '../urls';
import { useWords } from '../words';

export function Component() {
  const id = Number(useParams()['groupId']);
  const asked = useGroup(id);
  const name = useGroupName();
  return (
    <RecordDrawer of={asked} title={(group) => (group ? name(group) : '…')}>
      {(group) => <Content group={group} />}
    </RecordDrawer>
  );
}

function Content({ group }: { group: Group }) {
  const t = useWords();
  const format = useFormat();
  const mayWrite = useCan()('customers.write');
  return (
    <>
      <Facts
        items={[
          [t('group.kind'), t(`group.${group.kind as 'household' | 'company'}`)],
          [t('group.members'), format.number(group.members)],
          [t('group.orders'), format.number(group.orders)],
          [t('group.net'), <Money key="net" minor={group.net} />],
          [t('group.since'), <Time key="since" at={group.created_at} />],
        ]}
      />
      <ul className={rows.rows} aria-label={t('group.members')}>
        {group.shown.map((one) => (
          <OneMember key={one.customer_id} group={group.id} member={one} mayWrite={mayWrite} />
        ))}
      </ul>
      {mayWrite && (
        <InlineForm<{ customer_id?: number }, Group>
          initial={{}}
          act={t('group.join')}
          save={({ customer_id: customer = 0 }) => joinGroup(group.id, customer)}
          refresh={[keys.groups]}
          said={t('group.joined')}
        >
          <Form.Item name="customer_id" label={t('group.join.number')} rules={[{ required: true }]}>
            <InputNumber min={1} precision={0} controls={false} style={{ width: '100%' }} />
          </Form.Item>
        </InlineForm>
      )}
    </>
  );
}

function OneMember(props: { group: number; member: Member; mayWrite: boolean }) {
  const t = useWords();
  const format = useFormat();
  const { member } = props;
  const move = useMove(props.group, t('group.moved'));
  const how = t(`group.how.${member.how as 'staff'}`, { who: member.joined_by });
  const act = member.left_at ? t('group.rejoin') : t('group.leave');
  return (
    <li>
      <div>
        <Link to={urls.customer(member.customer_id)}>{member.label || member.customer_id}</Link>
        <div className="soft">
          {how} · <Time at={member.joined_at} />
        </div>
        {member.left_at ? (
          <div className="soft">
            {t('group.left', { who: member.left_by })} <Time at={member.left_at} />
          </div>
        ) : (
          <div className="soft">
            {t('group.worth', { orders: format.number(member.orders) })}{' '}
            <Money minor={member.net} />
          </div>
        )}
      </div>
      {props.mayWrite && (
        <Button
          size="small"
          disabled={move.isPending}
          onClick={() => move.mutate(member)}
          aria-label={`${act} ${member.customer_id}`}
        >
          {act}
        </Button>
      )}
    </li>
  );
}
