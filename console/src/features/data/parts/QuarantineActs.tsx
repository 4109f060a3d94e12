/** Reading rows again, and giving up on those a filter names. */
import { Button, Space } from 'antd';
import { useFormat } from '../../../shared/session';
import type { List } from '../../../shared/list/useList';
import { ConfirmDanger } from '../../../shared/ui/ConfirmDanger';
import { LinkButton } from '../../../shared/ui/LinkButton';
import { useDiscard, useReplay, type Row } from '../api';
import { urls } from '../urls';
import { useWords } from '../words';

interface QuarantineActsProps {
  id: number;
  list: List<Row>;
  onJob: (jobId: number) => void;
}

export function QuarantineActs({ id, list, onJob }: QuarantineActsProps) {
  const t = useWords();
  const format = useFormat();
  const replay = useReplay(id, onJob);
  const discard = useDiscard(id, (count) => t('discarded', { count }));
  const { reason = '', column = '', state } = list.query.filters;
  const count = format.number(list.page?.total ?? 0);
  const narrowed = { reason, column };
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
            <Button danger disabled={!list.page?.total} onClick={open}>
              {t('discard')}
            </Button>
          )}
        </ConfirmDanger>
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
