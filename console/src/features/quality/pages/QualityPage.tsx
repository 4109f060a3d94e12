/** Can what comes in be relied on? What is wrong now, and every source with its score. */
import { Link } from 'react-router';
import { useFormat } from '../../../shared/session';
import { Time } from '../../../shared/ui/small';
import { Page, Panel } from '../../../shared/ui/Page';
import { EmptyState, Ready } from '../../../shared/ui/State';
import { useSources, type Source } from '../api';
import { Alerts } from '../parts/Alerts';
import { PlainTable, Score, SourceState, Trend } from '../parts/pieces';
import css from '../quality.module.css';
import { urls } from '../urls';
import { useWords } from '../words';

export function Component() {
  const t = useWords();
  return (
    <Page title={t('title')} lead={t('lead')}>
      <Alerts />
      <Panel title={t('sources')} flush>
        <Ready of={useSources()}>{({ items }) => <Sources items={items} />}</Ready>
      </Panel>
    </Page>
  );
}

function Sources({ items }: { items: readonly Source[] }) {
  const t = useWords();
  const format = useFormat();
  if (items.length === 0) return <EmptyState title={t('empty')} text={t('empty.text')} />;
  const columns = [
    t('source'),
    t('kind'),
    t('score'),
    t('trend'),
    t('today'),
    t('last'),
    t('state'),
  ];
  return (
    <>
      <PlainTable label={t('sources')} columns={columns}>
        {items.map((one) => (
          <tr key={`${one.kind}:${one.id}`}>
            <td>
              <Link to={urls.one(one.kind, one.id)}>{one.name}</Link>
            </td>
            <td>{t(`kind.${one.kind}`)}</td>
            <td>
              <Score of={one} />
            </td>
            <td>
              <Trend of={one} />
            </td>
            <td>{format.number(one.days.at(-1)?.seen ?? 0)}</td>
            <td>
              <Time at={one.last_at} ago />
            </td>
            <td>
              <SourceState of={one} />
            </td>
          </tr>
        ))}
      </PlainTable>
      <p className={`soft ${css.how}`}>{t('score.how')}</p>
    </>
  );
}
