/** One person of the workspace: what they may do, and leaving it. */
import { Button } from 'antd';
import { Link, useParams } from 'react-router';
import { useCan, useSession } from '../../../shared/session';
import { ConfirmDanger } from '../../../shared/ui/ConfirmDanger';
import { RecordDrawer, useCloseDrawer } from '../../../shared/ui/DetailDrawer';
import { InlineForm } from '../../../shared/ui/FormDrawer';
import { Facts, Time } from '../../../shared/ui/small';
import { changeStaff, keys, useMember, useRemoveStaff, type Member } from '../api';
import {
  RoleField,
  scopeOf,
  scopeValues,
  ShopsField,
  TeamsField,
  type ScopeValues,
} from '../parts/ScopeFields';
import { urls } from '../urls';
import { useWords } from '../words';

export function Component() {
  const member = useMember(Number(useParams()['staffId']));
  const t = useWords();
  const can = useCan();
  const { staff } = useSession();
  const mayChange = (row: Member) => can('staff.write') && row.id !== staff?.id;
  return (
    <RecordDrawer
      of={member}
      title={(row) => row?.name || row?.email || t('staff.name')}
      width={480}
      acts={(row) => mayChange(row) && <Remove member={row} />}
    >
      {(row) => (
        <>
          <Facts
            items={[
              [t('staff.email'), row.email],
              [t('staff.login'), <Time key="at" at={row.last_login} />],
            ]}
          />
          {row.id === staff?.id && <p className="soft">{t('staff.self')}</p>}
          <Rights member={row} isReadOnly={!mayChange(row)} />
          {can('audit.read') && <Link to={urls.auditOf('staff', row.id)}>{t('audit.of')}</Link>}
        </>
      )}
    </RecordDrawer>
  );
}

function Rights({ member, isReadOnly }: { member: Member; isReadOnly: boolean }) {
  return (
    <InlineForm<{ role: string; team_ids: number[] } & ScopeValues>
      key={member.id}
      initial={{ ...member, ...scopeValues(member.shop_ids) }}
      save={({ is_every_shop, shop_ids, ...values }) =>
        changeStaff(member.id, { ...values, shop_ids: scopeOf({ is_every_shop, shop_ids }) })
      }
      refresh={[keys.staff, keys.audit]}
      isReadOnly={isReadOnly}
    >
      <RoleField />
      <TeamsField />
      <ShopsField />
    </InlineForm>
  );
}

function Remove({ member }: { member: Member }) {
  const t = useWords();
  const remove = useRemoveStaff(t('staff.removed'), useCloseDrawer());
  return (
    <ConfirmDanger
      title={t('staff.remove.title', { name: member.name || member.email })}
      consequence={t('staff.remove.text')}
      act={t('staff.remove')}
      onConfirm={() => remove.mutateAsync(member.id)}
    >
      {(open) => (
        <Button danger onClick={open}>
          {t('staff.remove')}
        </Button>
      )}
    </ConfirmDanger>
  );
}
