/** Column by column: its first values as they came (masked), and what it becomes. */
import { Select } from 'antd';
import type { Plan, Preview } from '../api';
import { ATTRIBUTE, mapped } from '../mapping';
import { useWords } from '../words';
import css from './parts.module.css';
import { useKnown } from './useKnown';

interface MappingTableProps {
  kind: string;
  seen: Preview;
  plan: Plan;
  onChange: (plan: Plan) => void;
}

const SAMPLES = 3;

export function MappingTable({ kind, seen, plan, onChange }: MappingTableProps) {
  const t = useWords();
  const rows = seen.sample.slice(0, SAMPLES);
  return (
    <div className={css.scroll} role="region" aria-label={t('mapping.title')} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('mapping.column')}</th>
            <th scope="col">{t('mapping.becomes')}</th>
            {rows.map(({ row }) => (
              <th key={row} scope="col">
                {t('row.number', { row })}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {seen.columns.map((column) => (
            <tr key={column}>
              <th scope="row">{column}</th>
              <td>
                <Becomes column={column} kind={kind} seen={seen} plan={plan} onChange={onChange} />
              </td>
              {rows.map(({ row, cells }) => (
                <td key={row} className={css.cell}>
                  {cells[column] ?? '—'}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Becomes({ column, kind, seen, plan, onChange }: MappingTableProps & { column: string }) {
  const t = useWords();
  const known = useKnown();
  const now = plan.columns[column];
  const attribute = now?.startsWith(ATTRIBUTE) ? now : `${ATTRIBUTE}${column.slice(0, 60)}`;
  return (
    <Select
      aria-label={t('mapping.becomes.of', { column })}
      value={now}
      placeholder={t('mapping.ignored')}
      allowClear
      showSearch
      optionFilterProp="label"
      style={{ width: 220 }}
      options={[
        ...seen.fields.map((field) => ({
          value: field.name,
          label: `${known('field', field.name)}${field.is_required ? ' *' : ''}`,
        })),
        ...(kind === 'orders'
          ? []
          : [
              {
                value: attribute,
                label: t('mapping.attribute', { name: attribute.slice(ATTRIBUTE.length) }),
              },
            ]),
      ]}
      onChange={(field?: string) => onChange(mapped(plan, column, field, seen.fields))}
    />
  );
}
