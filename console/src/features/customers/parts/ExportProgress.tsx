/** An export from the wish to the file. */
import { DownloadOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useAct } from '../../../shared/api/queries';
import { useSharedWords } from '../../../shared/i18n/words';
import { JobProgress, useJob } from '../../../shared/ui/JobProgress';
import { Panel } from '../../../shared/ui/Page';
import { downloadExport, type Export } from '../api';
import { useWords } from '../words';

export function ExportProgress({ made, onClose }: { made: Export; onClose: () => void }) {
  const t = useWords();
  const shared = useSharedWords();
  return (
    <Panel
      title={t('export.title')}
      act={
        <Button type="text" onClick={onClose}>
          {shared('close')}
        </Button>
      }
    >
      {made.job_id !== null && <JobProgress id={made.job_id} />}
      {made.job_id !== null && <Download made={made} jobId={made.job_id} />}
    </Panel>
  );
}

function Download({ made, jobId }: { made: Export; jobId: number }) {
  const t = useWords();
  const job = useJob(jobId);
  const download = useAct({ run: () => downloadExport(made) });
  if (job.data?.state !== 'done') return null;
  return (
    <p>
      <Button
        type="primary"
        icon={<DownloadOutlined />}
        loading={download.isPending}
        onClick={() => download.mutate()}
      >
        {t('export.download')}
      </Button>{' '}
      <span className="soft">{t('export.kept')}</span>
    </p>
  );
}
