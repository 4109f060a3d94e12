/** How to connect a source: a working snippet for each way, with this host's address. */
import { Tabs } from 'antd';
import { CopyText } from '../../../shared/ui/small';
import { PLACEHOLDER, snippet, WAYS } from '../snippets';
import { useWords } from '../words';
import css from './parts.module.css';

export function Connect({ address, writeKey }: { address: string; writeKey: string }) {
  const t = useWords();
  return (
    <div className={css.part}>
      <Tabs
        items={WAYS.map((way) => ({
          key: way,
          label: t(`connect.${way}`),
          children: (
            <div className={css.part}>
              <p className="soft">{t(`connect.${way}.text`)}</p>
              <CopyText
                text={snippet(way, address, writeKey || PLACEHOLDER)}
                label={`${t(`connect.${way}`)} ${t('connect.copy')}`}
              />
            </div>
          ),
        }))}
      />
      {!writeKey && <p className="soft">{t('connect.hidden', { placeholder: PLACEHOLDER })}</p>}
    </div>
  );
}
