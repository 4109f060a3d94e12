/** Beside the builder: the rule as a sentence, how many it finds, and some of them. */
import { Skeleton } from 'antd';
import { useDeferredValue, useEffect, useState } from 'react';
import { Link } from 'react-router';
import { problemText } from '../../../shared/api/problem';
import { useSharedWords } from '../../../shared/i18n/words';
import { useFormat } from '../../../shared/session';
import { Panel } from '../../../shared/ui/Page';
import { RuleSentence } from '../../../shared/ui/small';
import { usePreview } from '../api';
import { clean, type Group } from '../rule';
import { useWords } from '../words';
import css from './Builder.module.css';

const PAUSE = 300;

/** The rule as it was when somebody stopped typing for a moment. */
function useCalm(rule: Group): Group {
  const [calm, set] = useState(rule);
  useEffect(() => {
    const timer = setTimeout(() => set(rule), PAUSE);
    return () => clearTimeout(timer);
  }, [rule]);
  return useDeferredValue(calm);
}

export function PreviewPanel({ rule }: { rule: Group }) {
  const t = useWords();
  const shared = useSharedWords();
  const format = useFormat();
  const { data, error } = usePreview(clean(useCalm(rule)));
  return (
    <div className={css.side} aria-live="polite">
      <Panel title={t('preview.title')}>
        {error ? (
          <p className="soft">{problemText(error, shared)}</p>
        ) : !data ? (
          <Skeleton active title={false} paragraph={{ rows: 3 }} />
        ) : (
          <>
            <p>
              <span className={css.count}>{format.number(data.count)}</span>{' '}
              {t('preview.of', {
                total: format.number(data.total),
                share: format.percent(data.total > 0 ? data.count / data.total : 0),
              })}
            </p>
            <RuleSentence sentence={data.sentence} />
            <p className="soft">{t('preview.seconds', { ms: Math.round(data.seconds * 1000) })}</p>
            <ul className={css.people} aria-label={t('preview.sample')}>
              {data.sample.slice(0, 8).map((one) => (
                <li key={one.customer_id}>
                  <Link to={`/customers/${one.customer_id}`}>
                    {one.name || t('preview.number', { id: one.customer_id })}
                  </Link>
                </li>
              ))}
            </ul>
          </>
        )}
      </Panel>
    </div>
  );
}
