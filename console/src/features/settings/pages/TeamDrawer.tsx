/** One team, or a new one. */
import { Button, Form, Input } from 'antd';
import { useParams } from 'react-router';
import { foundIn } from '../../../shared/list/local';
import { ConfirmDanger } from '../../../shared/ui/ConfirmDanger';
import { DetailDrawer, useCloseDrawer } from '../../../shared/ui/DetailDrawer';
import { FormDrawer } from '../../../shared/ui/FormDrawer';
import { Ready } from '../../../shared/ui/State';
import { keys, saveTeam, useRemoveTeam, useTeams, type Team } from '../api';
import { scopeOf, scopeValues, ShopsField, type ScopeValues } from '../parts/ScopeFields';
import { useWords } from '../words';

export function Component() {
  const t = useWords();
  const { teamId } = useParams();
  const teams = useTeams();
  if (teamId === 'new') return <TeamForm team={null} />;
  if (teams.data) return <TeamForm team={foundIn(teams.data, Number(teamId))} />;
  return (
    <DetailDrawer title={t('team.name')} width={480}>
      <Ready of={teams}>{() => null}</Ready>
    </DetailDrawer>
  );
}

function TeamForm({ team }: { team: Team | null }) {
  const t = useWords();
  return (
    <FormDrawer<{ name: string } & ScopeValues, Team>
      title={team ? t('team.edit', { name: team.name }) : t('team.add')}
      initial={{ ...team, ...scopeValues(team?.shop_ids ?? null) }}
      save={({ name, ...scope }) => saveTeam(team?.id ?? null, { name, shop_ids: scopeOf(scope) })}
      refresh={[keys.teams]}
      acts={team && <Remove team={team} />}
    >
      <Form.Item name="name" label={t('team.name')} rules={[{ required: true }]}>
        <Input maxLength={80} autoFocus />
      </Form.Item>
      <ShopsField />
    </FormDrawer>
  );
}

function Remove({ team }: { team: Team }) {
  const t = useWords();
  const remove = useRemoveTeam(t('team.removed'), useCloseDrawer());
  return (
    <ConfirmDanger
      title={t('team.remove.title', { name: team.name })}
      consequence={t('team.remove.text')}
      act={t('team.remove')}
      onConfirm={() => remove.mutateAsync(team.id)}
    >
      {(open) => (
        <Button danger onClick={open}>
          {t('team.remove')}
        </Button>
      )}
    </ConfirmDanger>
  );
}
