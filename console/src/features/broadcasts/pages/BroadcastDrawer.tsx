/** One broadcast: what will happen before it starts, how it goes while it runs, what came of it. */
import { useParams } from 'react-router';
import { useFormat } from '../../../shared/session';
import { serverWord } from '../../../shared/i18n';
import { RecordDrawer } from '../../../shared/ui/DetailDrawer';
import { Figure, Figures } from '../../../shared/ui/Figure';
import { LinkButton } from '../../../shared/ui/LinkButton';
import { Ready } from '../../../shared/ui/State';
import { Facts, Time } from '../../../shared/ui/small';
import { isMoving, useAudience, useBroadcast, useProgress, type Broadcast } from '../api';
import { Acts } from '../parts/Acts';
import { Endings } from '../parts/Endings';
import { StateTag } from '../parts/StateTag';
import { urls } from '../urls';
import { useWords } from '../words';

export function Component() {
  const t = useWords();
  const id = Number(useParams().broadcastId);
  const asked = useBroadcast(id);
  return (
    <RecordDrawer of={asked} title={(one) => one?.name ?? t('one')} width={960}>
      {(one) => <Content one={one} />}
    </RecordDrawer>
  );
}

function Content({ one }: { one: Broadcast }) {
  const t = useWords();
  const isDraft = one.started_at === null;
  return (
    <>
      <Acts one={one} />
      <Settings one={one} />
      {isDraft ? <Plan one={one} /> : <Running one={one} />}
      {!isDraft && (
        <p>
          <LinkButton to={urls.report(one.id)}>{t('report')}</LinkButton>
        </p>
      )}
    </>
  );
}

function Settings({ one }: { one: Broadcast }) {
  const t = useWords();
  const format = useFormat();
  const names = Object.values<string>(one.segment_names);
  return (
    <Facts
      items={[
        [t('state'), <StateTag key="state" state={one.state} />],
        [t('why'), one.why ? (serverWord(`why.${one.why}`) ?? one.why) : '—'],
        [t('audience'), one.is_everyone ? t('everyone') : format.list(names)],
        [t('content'), one.content_name],
        [t('holdout'), format.percent(one.holdout / 10_000)],
        [t('goal'), t('days', { count: one.goal_days })],
        [t('when'), <Time key="at" at={one.started_at ?? one.scheduled_at} />],
        [t('owner'), one.owner],
      ]}
    />
  );
}

/** Before it starts: who would get it, and who would be refused and why. */
function Plan({ one }: { one: Broadcast }) {
  const t = useWords();
  const format = useFormat();
  const asked = useAudience(one.id, true);
  return (
    <Ready of={asked} lines={3}>
      {(plan) => (
        <>
          <Figures>
            <Figure label={t('plan.audience')} value={format.number(plan.audience)} />
            <Figure label={t('heldout')} value={format.number(plan.held_out)} />
            <Figure label={t('plan.sendable')} value={format.number(plan.sendable)} />
          </Figures>
          <p className="soft">{t(plan.is_estimate ? 'plan.estimate' : 'plan.exact')}</p>
          <Facts
            items={plan.refusals.map((row) => [
              serverWord(`reason.${row.reason}`) ?? row.reason,
              format.number(row.count),
            ])}
          />
        </>
      )}
    </Ready>
  );
}

function Running({ one }: { one: Broadcast }) {
  const asked = useProgress(one.id, isMoving(one.state));
  return (
    <Ready of={asked} lines={3}>
      {(progress) => <Endings id={one.id} progress={progress} heldOut={one.held_out} />}
    </Ready>
  );
}
