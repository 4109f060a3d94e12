/** Who are the best customers? 25 cells by recency and frequency; each opens its people. */
import { Link, Outlet } from 'react-router';
import { useFormat } from '../../../shared/session';
import { Definition } from '../../../shared/ui/Figure';
import { Page, Panel } from '../../../shared/ui/Page';
import { EmptyState, Ready } from '../../../shared/ui/State';
import { serverWord } from '../../../shared/i18n';
import { useRfm, type RfmGrid } from '../api';
import { behindOf } from '../urls';
import { useWords } from '../words';
import css from '../reports.module.css';

const SCORES = [5, 4, 3, 2, 1] as const;

export function Component() {
  const t = useWords();
  const asked = useRfm();
  return (
    <Page title={t('rfm.title')} lead={t('rfm.lead')}>
      <Ready of={asked} lines={8}>
        {(grid) => (grid.people === 0 ? <Nobody /> : <Grid grid={grid} />)}
      </Ready>
      <Outlet />
    </Page>
  );
}

function Nobody() {
  const t = useWords();
  return (
    <Panel>
      <EmptyState title={t('rfm.empty')} text={t('overview.empty.text')} />
    </Panel>
  );
}

function Grid({ grid }: { grid: RfmGrid }) {
  const t = useWords();
  const format = useFormat();
  const most = Math.max(...grid.cells.map((cell) => cell.people.value ?? 0), 1);
  const title = t('rfm.panel', {
    people: format.number(grid.people),
    value: format.money(grid.value, { whole: true }),
  });
  return (
    <Panel
      title={title}
      act={<Definition label={t('rfm.title')} text={serverWord('definition.rfm_cell')} />}
      flush
    >
      <div className={css.scroll} tabIndex={0} role="region" aria-label={title}>
        <table className={`${css.table} ${css.heat}`}>
          <thead>
            <tr>
              <th scope="col">{t('rfm.corner')}</th>
              {[...SCORES].reverse().map((score) => (
                <th key={score} scope="col">
                  {t('rfm.frequency', { score })}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {SCORES.map((recency) => (
              <tr key={recency}>
                <th scope="row">{t('rfm.recency', { score: recency })}</th>
                {[...SCORES].reverse().map((frequency) => (
                  <Cell key={frequency} grid={grid} at={[recency, frequency]} most={most} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

interface CellProps {
  grid: RfmGrid;
  at: readonly [number, number];
  most: number;
}

function Cell({ grid, at: [recency, frequency], most }: CellProps) {
  const t = useWords();
  const format = useFormat();
  const cell = grid.cells.find((one) => one.recency === recency && one.frequency === frequency);
  const people = cell?.people.value ?? 0;
  if (!cell || people === 0) return <td className="soft">—</td>;
  const label = t('rfm.cell', { recency, frequency });
  return (
    <td ref={(node) => node?.style.setProperty('--heat', String(people / most))} data-heat>
      <Link to={behindOf(cell.people.drilldown, label)} title={label}>
        {format.number(people)}
      </Link>
      <span className={css.rate}>{format.money(cell.value, { whole: true })}</span>
    </td>
  );
}
