/** Orders from before the connection was made: from which day on, and how far they have been read. */
import { Button, DatePicker, Form, Space } from 'antd';
import type { Dayjs } from 'dayjs';
import { startOfDay } from '../../../shared/format';
import { useFormat } from '../../../shared/session';
import { InlineForm } from '../../../shared/ui/FormDrawer';
import { Meter } from '../../../shared/ui/Meter';
import { keys, startBackfill, useKinds, useStopBackfill, type ConnectionPage } from '../api';
import { useWords } from '../words';

export function History({ row, mayWrite }: { row: ConnectionPage; mayWrite: boolean }) {
  const t = useWords();
  const { timezone } = useFormat();
  const kind = useKinds().data?.find((one) => one.name === row.kind);
  if (!kind?.has_history) return null;
  const isAlive = row.backfill?.state === 'running' || row.backfill?.state === 'waiting';
  return (
    <section aria-label={t('history')} style={{ display: 'grid', gap: 8 }}>
      <h3>{t('history')}</h3>
      {row.backfill && <HowFar row={row} mayWrite={mayWrite} />}
      {mayWrite && !isAlive && row.state === 'active' && (
        <InlineForm<{ since: Dayjs }>
          initial={{}}
          act={t('history.start')}
          said={t('history.started')}
          save={({ since }) =>
            startBackfill(row.id, startOfDay(since.format('YYYY-MM-DD'), timezone))
          }
          refresh={[keys.one, keys.connections, keys.more]}
        >
          <Form.Item
            name="since"
            label={t('history.since')}
            extra={
              kind.oldest_days === null
                ? t('history.hint')
                : t('history.oldest', { days: kind.oldest_days })
            }
            rules={[{ required: true }]}
          >
            <DatePicker disabledDate={(day) => day.valueOf() > Date.now()} />
          </Form.Item>
        </InlineForm>
      )}
    </section>
  );
}

function HowFar({ row, mayWrite }: { row: ConnectionPage; mayWrite: boolean }) {
  const t = useWords();
  const format = useFormat();
  const stop = useStopBackfill(row.id, t('history.stopped.said'));
  const { state, since, done, total } = row.backfill ?? {
    state: 'done',
    since: '',
    done: 0,
    total: 0,
  };
  const share = total > 0 ? done / total : 0;
  const isAlive = state === 'running' || state === 'waiting';
  return (
    <>
      <Space wrap>
        <span>{t(`history.${state as 'done'}`)}</span>
        <span>{format.percent(share, 0)}</span>
        <span className="soft">
          {t('history.since')} {since && format.date(since)}
        </span>
        {mayWrite && isAlive && (
          <Button size="small" loading={stop.isPending} onClick={() => stop.mutate()}>
            {t('history.stop')}
          </Button>
        )}
      </Space>
      <Meter share={share} label={t('history')} tone={state === 'done' ? 'success' : 'accent'} />
    </>
  );
}
