/** What may be done with a broadcast now: the server says which, sending always asks first. */
import { Button, DatePicker, Popover } from 'antd';
import type { Dayjs } from 'dayjs';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useCan } from '../../../shared/session';
import { ConfirmDanger } from '../../../shared/ui/ConfirmDanger';
import { LinkButton } from '../../../shared/ui/LinkButton';
import { useAudience, useDelete, useSchedule, useSimpleAct, type Broadcast } from '../api';
import { urls } from '../urls';
import { useWords } from '../words';
import css from './Acts.module.css';

export function Acts({ one }: { one: Broadcast }) {
  const can = useCan();
  const may = (act: string) => one.may.includes(act);
  const isSender = can('broadcasts.send');
  return (
    <div className={css.acts}>
      {isSender && may('start') && <Start one={one} />}
      {isSender && may('schedule') && <Schedule one={one} />}
      {isSender && one.needs_approval && !one.approved_by && <Simple one={one} act="approve" />}
      {isSender && may('pause') && <Simple one={one} act="pause" />}
      {isSender && may('resume') && <Simple one={one} act="resume" />}
      {isSender && may('unschedule') && <Simple one={one} act="unschedule" />}
      {may('edit') && can('broadcasts.write') && <Edit one={one} />}
      {isSender && may('cancel') && <Cancel one={one} />}
      {may('delete') && can('broadcasts.write') && <Delete one={one} />}
    </div>
  );
}

function Edit({ one }: { one: Broadcast }) {
  const t = useWords();
  return <LinkButton to={urls.edit(one.id)}>{t('edit')}</LinkButton>;
}

interface SimpleProps {
  one: Broadcast;
  act: 'approve' | 'pause' | 'resume' | 'unschedule';
}

function Simple({ one, act }: SimpleProps) {
  const t = useWords();
  const doing = useSimpleAct(act, t(`act.${act}.done`));
  return (
    <Button loading={doing.isPending} onClick={() => doing.mutate(one.id)}>
      {t(`act.${act}`)}
    </Button>
  );
}

function Start({ one }: { one: Broadcast }) {
  const t = useWords();
  const [isAsked, ask] = useState(false);
  const plan = useAudience(one.id, isAsked);
  const start = useSimpleAct('start', t('act.start.done'));
  return (
    <ConfirmDanger
      title={t('act.start.title', { name: one.name })}
      consequence={t('act.start.text', {
        count: plan.data?.sendable ?? '…',
        held: plan.data?.held_out ?? '…',
      })}
      act={t('act.start')}
      onConfirm={() => start.mutateAsync(one.id)}
    >
      {(open) => (
        <Button
          type="primary"
          onClick={() => {
            ask(true);
            open();
          }}
        >
          {t('act.start')}
        </Button>
      )}
    </ConfirmDanger>
  );
}

function Schedule({ one }: { one: Broadcast }) {
  const t = useWords();
  const [at, setAt] = useState<Dayjs | null>(null);
  const schedule = useSchedule(one.id, t('act.schedule.done'));
  return (
    <Popover
      trigger="click"
      title={t('act.schedule')}
      content={
        <div className={css.acts}>
          <DatePicker
            showTime={{ format: 'HH:mm' }}
            aria-label={t('act.schedule.at')}
            value={at}
            onChange={setAt}
          />
          <Button
            type="primary"
            disabled={!at}
            loading={schedule.isPending}
            onClick={() => at && schedule.mutate(at.toISOString())}
          >
            {t('act.schedule')}
          </Button>
        </div>
      }
    >
      <Button>{t('act.schedule')}</Button>
    </Popover>
  );
}

function Cancel({ one }: { one: Broadcast }) {
  const t = useWords();
  const cancel = useSimpleAct('cancel', t('act.cancel.done'));
  return (
    <ConfirmDanger
      title={t('act.cancel.title', { name: one.name })}
      consequence={t('act.cancel.text')}
      act={t('act.cancel')}
      onConfirm={() => cancel.mutateAsync(one.id)}
    >
      {(open) => (
        <Button danger onClick={open}>
          {t('act.cancel')}
        </Button>
      )}
    </ConfirmDanger>
  );
}

function Delete({ one }: { one: Broadcast }) {
  const t = useWords();
  const navigate = useNavigate();
  const remove = useDelete(t('act.delete.done'), () => void navigate(urls.list()));
  return (
    <ConfirmDanger
      title={t('act.delete.title', { name: one.name })}
      consequence={t('act.delete.text')}
      act={t('act.delete')}
      onConfirm={() => remove.mutateAsync(one.id)}
    >
      {(open) => (
        <Button type="text" danger onClick={open}>
          {t('act.delete')}
        </Button>
      )}
    </ConfirmDanger>
  );
}
