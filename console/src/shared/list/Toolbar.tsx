/** Right of the filters: saved views, column choice, export. */
import { DeleteOutlined, DownOutlined } from '@ant-design/icons';
import { Button, Checkbox, Dropdown, Input, Popover } from 'antd';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { useSharedWords } from '../i18n/words';
import type { Column, ExportAct } from './types';
import type { List } from './useList';
import type { Views } from './useViews';
import css from './ListPage.module.css';

export function ViewsMenu({ views, search }: { views: Views; search: string }) {
  const t = useSharedWords();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (!name.trim()) return;
    views.save(name.trim(), search);
    setName('');
  };
  return (
    <Fold label={t('list.views')}>
      <ul className={css.views}>
        {views.items.length === 0 && <li className="soft">{t('list.views.none')}</li>}
        {views.items.map((view) => (
          <li key={view.id}>
            <Button type="text" onClick={() => void navigate({ search: view.search })}>
              {view.name}
            </Button>
            <Button
              type="text"
              size="small"
              icon={<DeleteOutlined />}
              aria-label={t('list.views.remove', { name: view.name })}
              onClick={() => views.remove(view.id)}
            />
          </li>
        ))}
      </ul>
      <form className={css.saveView} onSubmit={save}>
        <Input
          value={name}
          aria-label={t('list.views.name')}
          placeholder={t('list.views.name')}
          maxLength={60}
          onChange={(event) => setName(event.target.value)}
        />
        <Button htmlType="submit" disabled={!name.trim()}>
          {t('list.views.save')}
        </Button>
      </form>
    </Fold>
  );
}

interface ColumnsMenuProps<Row> {
  columns: readonly Column<Row>[];
  shown: readonly string[];
  onChange: (keys: readonly string[]) => void;
}

export function ColumnsMenu<Row>({ columns, shown, onChange }: ColumnsMenuProps<Row>) {
  const t = useSharedWords();
  return (
    <Fold label={t('list.columns')}>
      <Checkbox.Group
        className={css.columns}
        value={[...shown]}
        options={columns.map((column, at) => ({
          value: column.key,
          label: column.title,
          disabled: at === 0, // the first column opens the row
        }))}
        onChange={(keys) => onChange(keys)}
      />
    </Fold>
  );
}

export function ExportMenu({ acts, list }: { acts: readonly ExportAct[]; list: List<never> }) {
  const t = useSharedWords();
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: acts.map(({ key, label }) => ({ key, label })),
        onClick: ({ key }) => acts.find((act) => act.key === key)?.run(list.query),
      }}
    >
      <Button>
        {t('list.export')} <DownOutlined aria-hidden />
      </Button>
    </Dropdown>
  );
}

function Fold({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Popover trigger="click" placement="bottomRight" content={children}>
      <Button>
        {label} <DownOutlined aria-hidden />
      </Button>
    </Popover>
  );
}
