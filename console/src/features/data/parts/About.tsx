/** What kind of file this is, of which shop, and who brought it. */
import { useShops } from '../../../shared/api/shops';
import { who } from '../../../shared/i18n';
import { useFormat } from '../../../shared/session';
import { Panel } from '../../../shared/ui/Page';
import { Facts, Time } from '../../../shared/ui/small';
import type { Import } from '../api';
import { useWords } from '../words';
import { ImportState } from './ImportState';
import { useKnown } from './useKnown';

export function About({ row }: { row: Import }) {
  const t = useWords();
  const known = useKnown();
  const format = useFormat();
  const shops = useShops().data?.items;
  const size = format.bytes(row.size);
  return (
    <Panel narrow>
      <Facts
        items={[
          [t('import.state'), <ImportState key="state" state={row.state} />],
          [t('import.kind'), known('kind', row.kind)],
          [
            t('import.shop'),
            shops?.find((one) => one.id === row.shop_id)?.name ?? String(row.shop_id),
          ],
          [t('import.layout'), known('layout', row.layout)],
          [t('import.format'), t('import.size', { format: row.file_format.toUpperCase(), size })],
          [
            t('import.created'),
            <span key="created">
              <Time at={row.created_at} /> · {who(row.created_by)}
            </span>,
          ],
          [t('import.started'), <Time key="started" at={row.started_at} />],
          [t('import.finished'), <Time key="finished" at={row.finished_at} />],
        ]}
      />
    </Panel>
  );
}
