/** Reading rows again, and giving up on those a filter names. */
import { Button, Space } from 'antd';
import { useFormat } from '../../../shared/session';
import type { List } from '../../../shared/list/useList';
import { ConfirmDanger } from '../../../shared/ui/ConfirmDanger';
import { LinkButton } from '../../../shared/ui/LinkButton';
import { useDiscard, useRelease, useReplay, type Narrowed, type Row } from '../api';
import { urls } from '../urls';
import { useWords } from '../words';

interface QuarantineActsProps {
  id: number;
  list: List<Row>;
  onJob: (jobId: number) => void;
  onBulk: () => void;
}

export function QuarantineActs({ id, list, onJob, onBulk }: QuarantineActsProps) {
  const t = useWords();
  const format = useFormat();
  const replay = useReplay(id, onJob);
  const discard = useDiscard(id, (count) => t('discarded', { count }));
  const { reason = '', column = '', state } = list.query.filters;
  const count = format.number(list.page?.total ?? 0);
  const narrowed = { reason, column };
  const isEmpty = !list.page?.total;
  return (
    <Space wrap>
      <LinkButton to={urls.one(id)}>{t('quarantine.back')}</LinkButton>
      {!state && (
        <ConfirmDanger
          title={t('discard.title', { count })}
          consequence={t('discard.text')}
          act={t('discard.act', { count })}
          onConfirm={() => discard.mutateAsync({ row_ids: null, ...narrowed })}
        >
          {(open) => (
            <Button danger disabled={isEmpty} onClick={open}>
              {t('discard')}
            </Button>
          )}
        </ConfirmDanger>
      )}
      {!state && reason.startsWith('rule_') && (
        <Release id={id} count={count} narrowed={narrowed} isEmpty={isEmpty} onJob={onJob} />
      )}
      {!state && (
        <Button disabled={isEmpty} onClick={onBulk}>
          {t('bulk.open')}
        </Button>
      )}
      <Button
        loading={replay.isPending}
        onClick={() => replay.mutate({ ...narrowed, only_mended: false })}
      >
        {t('replay.all')}
      </Button>
      <Button
        type="primary"
        loading={replay.isPending}
        onClick={() => replay.mutate({ ...narrowed, only_mended: true })}
      >
        {t('replay.mended')}
      </Button>
    </Space>
  );
}

interface ReleaseProps {
  id: number;
  count: string;
  narrowed: Narrowed;
  isEmpty: boolean;
  onJob: (jobId: number) => void;
}

/** Rows that a rule holds back land as they are: somebody wants it so. */
function Release({ id, count, narrowed, isEmpty, onJob }: ReleaseProps) {
  const t = useWords();
  const release = useRelease(id, onJob);
  return (
    <ConfirmDanger
      title={t('release.title', { count })}
      consequence={t('release.text')}
      act={t('release.act', { count })}
      onConfirm={() => release.mutateAsync({ row_ids: null, ...narrowed })}
    >
      {(open) => (
        <Button disabled={isEmpty} onClick={open}>
          {t('release')}
        </Button>
      )}
    </ConfirmDanger>
  );
}
