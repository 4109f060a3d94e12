/** Tries the server as it is saved, and says what the answer means. */
import { Alert, Button } from 'antd';
import { serverWord } from '../../../shared/i18n';
import { useCheck, type Checked } from '../api';
import type { Sender } from '../sender';
import { useWords } from '../words';
import css from './parts.module.css';

export function CheckPart({ sender }: { sender: Sender }) {
  const t = useWords();
  const check = useCheck();
  return (
    <div className={css.part}>
      <p className="soft">{t('check.text')}</p>
      <div>
        <Button loading={check.isPending} onClick={() => check.mutate()}>
          {t('check.act')}
        </Button>
      </div>
      <div role="status">
        {check.data && !check.isPending && <Verdict checked={check.data} sender={sender} />}
      </div>
    </div>
  );
}

function Verdict({ checked, sender }: { checked: Checked; sender: Sender }) {
  const t = useWords();
  if (!checked.works) {
    return <Failure title={t('check.fails')} code={checked.code} detail={checked.detail} />;
  }
  const text = sender.uses_sink
    ? t('check.works.sink')
    : t('check.works.server', { name: checked.detail });
  return <Alert type="success" showIcon title={t('check.works')} description={text} />;
}

/** What went wrong in our words, and below it in the server's. */
export function Failure(props: { title: string; code: string; detail: string }) {
  const t = useWords();
  const { title, code, detail } = props;
  return (
    <Alert
      type="error"
      showIcon
      title={title}
      description={
        <>
          <p>{serverWord(`trouble.${code}`) ?? code}</p>
          {detail && <p className={`soft ${css.said}`}>{t('check.said', { text: detail })}</p>}
        </>
      }
    />
  );
}
