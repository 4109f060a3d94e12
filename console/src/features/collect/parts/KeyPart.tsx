/** The write key: shown when asked for, and renewed with a word about what then breaks. */
import { Button } from 'antd';
import { useAct } from '../../../shared/api/queries';
import { ConfirmDanger } from '../../../shared/ui/ConfirmDanger';
import { CopyText } from '../../../shared/ui/small';
import { readKey, useRenewKey, type SourceAt } from '../api';
import { useWords } from '../words';
import css from './parts.module.css';

interface KeyPartProps {
  source: SourceAt;
  /** Empty until somebody asked for it. */
  value: string;
  onChange: (key: string) => void;
}

export function KeyPart({ source, value, onChange }: KeyPartProps) {
  const t = useWords();
  const show = useAct<void, string>({ run: () => readKey(source.id), then: onChange });
  const renew = useRenewKey(source.id, onChange, t('key.renewed'));
  return (
    <div className={css.part}>
      <p className="soft">{t('key.text')}</p>
      {value && <CopyText text={value} label={t('key.label')} />}
      <div className={css.line}>
        {!value && (
          <Button loading={show.isPending} onClick={() => show.mutate()}>
            {t('key.show')}
          </Button>
        )}
        <ConfirmDanger
          title={t('key.renew.title', { name: source.name })}
          consequence={t('key.renew.text')}
          act={t('key.renew')}
          onConfirm={() => renew.mutateAsync()}
        >
          {(open) => (
            <Button danger onClick={open}>
              {t('key.renew')}
            </Button>
          )}
        </ConfirmDanger>
      </div>
    </div>
  );
}
