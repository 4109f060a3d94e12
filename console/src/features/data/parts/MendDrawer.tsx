/**
 * One row that was set aside. Its cells are masked and cut short, so only a cell that a person has written is
 * sent; what is left empty stays as it came.
 */
import { Alert, Button, Checkbox, Drawer, Input } from 'antd';
import { useState } from 'react';
import { useAct } from '../../../shared/api/queries';
import { useSharedWords } from '../../../shared/i18n/words';
import { useCan } from '../../../shared/session';
import { keys, mendRow, revealRow, type Row } from '../api';
import { useWords } from '../words';
import css from './parts.module.css';
import { useKnown } from './useKnown';

interface MendDrawerProps {
  importId: number;
  row: Row;
  onClose: () => void;
}

type Cells = Record<string, string | null>;

export function MendDrawer({ importId, row, onClose }: MendDrawerProps) {
  const t = useWords();
  const shared = useSharedWords();
  const can = useCan();
  const [seen, setSeen] = useState<Row>();
  const [changed, setChanged] = useState<Cells>({});
  const look = useAct<void, Row>({ run: () => revealRow(importId, row.id), then: setSeen });
  const save = useAct<Cells, Row>({
    run: (cells) => mendRow(importId, row.id, cells),
    refresh: [keys.imports],
    said: t('mended'),
    then: onClose,
  });
  const isOpen = can('imports.write') && (row.state === 'open' || row.state === 'mended');
  const shown = seen ?? row;
  return (
    <Drawer
      open
      onClose={onClose}
      closable={{ placement: 'end' }}
      size={640}
      title={t('row.number', { row: row.row })}
      extra={
        can('customers.reveal') &&
        !seen && (
          <Button loading={look.isPending} onClick={() => look.mutate()}>
            {t('mend.reveal')}
          </Button>
        )
      }
    >
      <Problems row={shown} />
      {isOpen && <p className="soft">{t('mend.text')}</p>}
      <Fields
        row={shown}
        isWhole={seen !== undefined}
        isReadOnly={!isOpen}
        changed={changed}
        onChange={setChanged}
      />
      {isOpen && (
        <div className={css.line}>
          <Button
            type="primary"
            disabled={Object.keys(changed).length === 0}
            loading={save.isPending}
            onClick={() => save.mutate(changed)}
          >
            {t('mend.save')}
          </Button>
          <Button onClick={onClose}>{shared('cancel')}</Button>
        </div>
      )}
    </Drawer>
  );
}

function Problems({ row }: { row: Row }) {
  const known = useKnown();
  return (
    <>
      {row.problems.map(([column = '', reason = '']) => (
        <Alert
          key={`${column}.${reason}`}
          type="warning"
          showIcon
          title={[column, known('reason', reason)].filter(Boolean).join(': ')}
        />
      ))}
      {row.text && <pre className={css.scroll}>{row.text}</pre>}
    </>
  );
}

interface FieldsProps {
  row: Row;
  isWhole: boolean;
  isReadOnly: boolean;
  changed: Cells;
  onChange: (cells: Cells) => void;
}

function Fields({ row, isWhole, isReadOnly, changed, onChange }: FieldsProps) {
  const t = useWords();
  const broken = new Set(row.problems.map(([column]) => column));
  const names = Object.keys(row.cells).sort((a, b) => +broken.has(b) - +broken.has(a));
  const without = (name: string) =>
    Object.fromEntries(Object.entries(changed).filter(([other]) => other !== name));
  return (
    <div className={css.stack}>
      {names.map((name) => {
        const came = row.cells[name] ?? '';
        const isEmptied = changed[name] === null;
        const write = (text: string) =>
          onChange(
            text === (isWhole ? came : '') ? without(name) : { ...changed, [name]: text || null },
          );
        return (
          <div key={name} className={css.mend}>
            <span>{name}</span>
            <Input
              aria-label={name}
              value={isEmptied ? '' : (changed[name] ?? (isWhole ? came : ''))}
              placeholder={isEmptied ? t('mend.emptied') : came}
              status={broken.has(name) ? 'warning' : undefined}
              disabled={isReadOnly || isEmptied}
              onChange={(event) => write(event.target.value)}
            />
            {!isReadOnly && (
              <Checkbox
                aria-label={t('mend.empty.of', { column: name })}
                checked={isEmptied}
                onChange={(event) =>
                  onChange(event.target.checked ? { ...changed, [name]: null } : without(name))
                }
              >
                {t('mend.empty')}
              </Checkbox>
            )}
          </div>
        );
      })}
    </div>
  );
}
