/** One connection: whether it keeps up, what goes wrong and what helps, its history, its runs. */
import { Alert, Button, Space } from 'antd';
import { lazy, Suspense } from 'react';
import { useParams } from 'react-router';
import { useCan } from '../../../shared/session';
import { ConfirmDanger } from '../../../shared/ui/ConfirmDanger';
import { RecordDrawer, useCloseDrawer } from '../../../shared/ui/DetailDrawer';
import { LinkButton } from '../../../shared/ui/LinkButton';
import { Bones } from '../../../shared/ui/State';
import { CopyText, Facts, Time } from '../../../shared/ui/small';
import { useConnection, usePause, useRemove, useSync, type ConnectionPage } from '../api';
import {
  ConnectionState,
  Counts,
  KindName,
  Lag,
  MendLink,
  problemWords,
  useIsAsked,
} from '../parts/pieces';
import { Hooks, Privacy } from '../parts/Privacy';
import { Runs } from '../parts/Runs';
import { Test } from '../parts/Test';
import { urls } from '../urls';
import { useWords } from '../words';

// The calendar is heavy, and most who look at a connection look at its state only.
const History = lazy(async () => ({ default: (await import('../parts/History')).History }));

export function Component() {
  const t = useWords();
  const mayWrite = useCan()('sources.write');
  const found = useConnection(Number(useParams()['connectionId']));
  const isAsked = useIsAsked(found.data?.kind ?? '');
  return (
    <RecordDrawer
      of={found}
      width={960}
      title={(row) => row?.name ?? t('name')}
      acts={(row) => mayWrite && <Acts row={row} />}
    >
      {(row) => (
        <div style={{ display: 'grid', gap: 16 }}>
          {row.problem && (
            <Alert
              type={row.state === 'needs_attention' ? 'error' : 'warning'}
              showIcon
              title={problemWords(row.problem)}
              description={
                row.state === 'needs_attention' ? t('problem.rests') : t('problem.again')
              }
              action={<MendLink id={row.id} problem={row.problem} />}
            />
          )}
          <Facts
            items={[
              [t('kind'), <KindName key="kind" name={row.kind} />],
              [t('state'), <ConnectionState key="state" row={row} />],
              ...(isAsked ? [[t('lag'), <Lag key="lag" row={row} />] as const] : []),
              [t('last_ok'), <Time key="ok" at={row.last_ok_at} />],
              ...(isAsked ? [[t('next'), <Next key="next" row={row} />] as const] : []),
              [t('read'), <Counts key="read" counts={row.counts} />],
            ]}
          />
          {mayWrite && <Test id={row.id} />}
          <Suspense fallback={<Bones lines={2} />}>
            <History row={row} mayWrite={mayWrite} />
          </Suspense>
          {mayWrite && row.hook_url && (
            <section style={{ display: 'grid', gap: 8 }}>
              <h3>{t('hook')}</h3>
              <p className="soft">
                {t(row.hooks ? 'hook.own' : isAsked ? 'hook.text' : 'hook.listens')}
              </p>
              <CopyText text={row.hook_url} label={t('hook')} />
              {row.hooks && <Hooks hooks={row.hooks} />}
            </section>
          )}
          <Privacy id={row.id} mayWrite={mayWrite} />
          <Runs id={row.id} isAsked={isAsked} />
        </div>
      )}
    </RecordDrawer>
  );
}

function Next({ row }: { row: ConnectionPage }) {
  return row.state === 'active' ? <Time at={row.next_at} /> : '—';
}

function Acts({ row }: { row: ConnectionPage }) {
  const t = useWords();
  const isActive = row.state === 'active';
  const isAsked = useIsAsked(row.kind);
  const sync = useSync(row.id, t('sync.done'));
  const pause = usePause(row.id, isActive, isActive ? t('pause.done') : t('resume.done'));
  const remove = useRemove(row.id, t('remove.done'), useCloseDrawer());
  return (
    <Space wrap>
      {isAsked && (
        <Button disabled={!isActive} loading={sync.isPending} onClick={() => sync.mutate()}>
          {t('sync')}
        </Button>
      )}
      <Button loading={pause.isPending} onClick={() => pause.mutate()}>
        {isActive ? t('pause') : t('resume')}
      </Button>
      <LinkButton to={urls.change(row.id)}>{t('change')}</LinkButton>
      <ConfirmDanger
        title={t('remove.title', { name: row.name })}
        consequence={t('remove.text')}
        act={t('remove')}
        onConfirm={() => remove.mutateAsync()}
      >
        {(open) => (
          <Button danger onClick={open}>
            {t('remove')}
          </Button>
        )}
      </ConfirmDanger>
    </Space>
  );
}
