/** What is wrong now, since when, and who knows; what has recovered lately below it. */
import { Button } from 'antd';
import { Link } from 'react-router';
import { who } from '../../../shared/i18n';
import { useCan, useFormat } from '../../../shared/session';
import { Time } from '../../../shared/ui/small';
import { Panel } from '../../../shared/ui/Page';
import { EmptyState, Ready } from '../../../shared/ui/State';
import { useAlerts, useSeen, type Alert } from '../api';
import { urls } from '../urls';
import { useWords } from '../words';
import { PlainTable, useWrong } from './pieces';

const SHOWN = 5; // of those that are over

export function Alerts() {
  const t = useWords();
  return (
    <Panel title={t('alerts')} flush>
      <Ready of={useAlerts()} lines={2}>
        {({ items, open }) => (
          <>
            {open === 0 ? (
              <EmptyState title={t('alerts.none')} text={t('alerts.none.text')} />
            ) : (
              <Table label={t('alerts')} items={items.filter((one) => !one.closed_at)} />
            )}
            {items.length > open && (
              <Table
                label={t('alerts.over')}
                items={items.filter((one) => one.closed_at).slice(0, SHOWN)}
              />
            )}
          </>
        )}
      </Ready>
    </Panel>
  );
}

function Table({ label, items }: { label: string; items: readonly Alert[] }) {
  const t = useWords();
  const wrong = useWrong();
  const columns = [t('source'), t('kind'), t('alerts.what'), t('alerts.since'), t('state')];
  return (
    <PlainTable label={label} columns={columns}>
      {items.map((one) => (
        <tr key={one.id}>
          <td>
            <Link to={urls.one(one.kind, one.source_id)}>{one.name}</Link>
          </td>
          <td>{t(`kind.${one.kind}`)}</td>
          <td>{wrong(one)}</td>
          <td>
            <Time at={one.opened_at} ago />
          </td>
          <td>
            <Known of={one} />
          </td>
        </tr>
      ))}
    </PlainTable>
  );
}

function Known({ of }: { of: Alert }) {
  const t = useWords();
  const format = useFormat();
  const mayWrite = useCan()('sources.write');
  const seen = useSeen(t('alerts.seen.done'));
  if (of.closed_at) return <>{t('alerts.ended', { at: format.relative(of.closed_at) })}</>;
  if (of.seen_at) return <>{t('alerts.seen', { who: who(of.seen_by) })}</>;
  if (!mayWrite) return <>—</>;
  return (
    <Button size="small" loading={seen.isPending} onClick={() => seen.mutate(of.id)}>
      {t('alerts.see')}
    </Button>
  );
}
