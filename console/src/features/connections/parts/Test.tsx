/** Whether access works, asked now. */
import { Alert, Button } from 'antd';
import { serverWord } from '../../../shared/i18n';
import { useFormat } from '../../../shared/session';
import { useTest } from '../api';
import { useWords } from '../words';
import { MendLink, problemWords } from './pieces';

export function Test({ id }: { id: number }) {
  const t = useWords();
  const format = useFormat();
  const test = useTest(id);
  const sorts = (test.data?.may ?? []).map((one) => serverWord(`connection.sort.${one}`) ?? one);
  const notes = (test.data?.notes ?? []).map((one) => serverWord(`connection.note.${one}`) ?? one);
  return (
    <section aria-label={t('test')} style={{ display: 'grid', gap: 8, justifyItems: 'start' }}>
      <Button loading={test.isPending} onClick={() => test.mutate()}>
        {t('test')}
      </Button>
      {test.data?.is_ok && (
        <Alert
          type="success"
          showIcon
          title={t('test.ok', { shop: test.data.shop ?? '' })}
          description={[t('test.may', { sorts: format.list(sorts) }), ...notes].join(' ')}
        />
      )}
      {test.data?.problem && (
        <Alert
          type="error"
          showIcon
          title={problemWords(test.data.problem)}
          action={<MendLink id={id} problem={test.data.problem} />}
        />
      )}
    </section>
  );
}
