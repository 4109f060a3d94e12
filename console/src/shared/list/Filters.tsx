/** Search and filters above the data; each change goes to the URL. */
import { CloseOutlined, FilterOutlined } from '@ant-design/icons';
import { Button, Input, Select } from 'antd';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useSharedWords } from '../i18n/words';
import type { Filter } from './types';
import type { List } from './useList';
import css from './ListPage.module.css';

const DateRange = lazy(() => import('./DateRange'));

interface FiltersProps {
  list: List<never>;
  /** What the search looks into: "姓名、邮箱"; absent = the list has no search. */
  search?: string;
}

export function Filters({ list, search }: FiltersProps) {
  const t = useSharedWords();
  const [isOpen, setOpen] = useState(false);
  // What narrows the list now is never folded away.
  const folded = list.filters.filter((one, at) => at >= AT_ONCE && !isSet(one, list));
  const hidden = folded.length > 1 ? folded.length : 0;
  const shown =
    hidden === 0 || isOpen ? list.filters : list.filters.filter((one) => !folded.includes(one));
  return (
    <div className={css.filters} role="search" aria-label={t('list.filters')}>
      {search !== undefined && (
        <SearchBox q={list.query.q} hint={search} onSearch={(q) => list.set({ q })} />
      )}
      {shown.map((filter) => (
        <OneFilter key={filter.name} filter={filter} list={list} />
      ))}
      {hidden > 0 && (
        <Button
          type="text"
          icon={<FilterOutlined />}
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          {isOpen ? t('list.filters.fewer') : t('list.filters.more', { count: hidden })}
        </Button>
      )}
      {list.isFiltered && (
        <Button type="text" icon={<CloseOutlined />} onClick={list.clear}>
          {t('list.clear')}
        </Button>
      )}
    </div>
  );
}

/** More than these are asked for by a button. */
const AT_ONCE = 3;

function isSet({ kind, name }: Filter, { query }: List<never>): boolean {
  const names = kind === 'dates' ? [`${name}_from`, `${name}_to`] : [name];
  return names.some((one) => query.filters[one] !== undefined);
}

function OneFilter({ filter, list }: { filter: Filter; list: List<never> }) {
  const { name, label } = filter;
  const value = list.query.filters[name] ?? '';
  const set = (next: string) => list.set({ [name]: next });
  switch (filter.kind) {
    case 'choice':
      return <Choice filter={filter} value={value} onChange={set} />;
    case 'text':
      return <SearchBox q={value} hint={label} width={filter.width ?? 160} onSearch={set} />;
    case 'dates': {
      const { [`${name}_from`]: from = '', [`${name}_to`]: to = '' } = list.query.filters;
      return (
        <Suspense fallback={<span style={{ width: 260 }} />}>
          <DateRange
            label={label}
            from={from}
            to={to}
            onChange={(start, end) => list.set({ [`${name}_from`]: start, [`${name}_to`]: end })}
          />
        </Suspense>
      );
    }
    case 'own':
      return <>{filter.render(value, set)}</>;
  }
}

interface ChoiceProps {
  filter: Extract<Filter, { kind: 'choice' }>;
  value: string;
  onChange: (value: string) => void;
}

function Choice({ filter, value, onChange }: ChoiceProps) {
  const shared = {
    'aria-label': filter.label,
    placeholder: filter.label,
    options: [...filter.options],
    allowClear: true,
    optionFilterProp: 'label',
    popupMatchSelectWidth: false,
    style: { minWidth: filter.width ?? 140, maxWidth: 320 },
  };
  if (filter.many) {
    return (
      <Select
        {...shared}
        mode="multiple"
        maxTagCount="responsive"
        value={value ? value.split(',') : []}
        onChange={(values: string[]) => onChange(values.join(','))}
      />
    );
  }
  return (
    <Select
      {...shared}
      showSearch={filter.options.length > 8}
      value={value || undefined}
      onChange={(next?: string) => onChange(next ?? '')}
    />
  );
}

interface SearchBoxProps {
  q: string;
  hint: string;
  width?: number;
  onSearch: (q: string) => void;
}

const TYPING_PAUSE = 300;

/** A text that asks when the typing pauses; follows the URL when something else changes it. */
function SearchBox({ q, hint, width = 240, onSearch }: SearchBoxProps) {
  const [typed, setTyped] = useState<string | null>(null); // null = what the URL says
  const [asked, setAsked] = useState(q);
  const [known, setKnown] = useState(q);
  if (q !== known) {
    setKnown(q);
    if (q !== asked) setTyped(null); // else it answers an earlier pause, and more may be typed
  }
  useEffect(() => {
    if (typed === null || typed.trim() === q) return;
    const timer = setTimeout(() => {
      setAsked(typed.trim());
      onSearch(typed.trim());
    }, TYPING_PAUSE);
    return () => clearTimeout(timer);
  }, [typed, q, onSearch]);
  return (
    <Input
      type="search"
      value={typed ?? q}
      placeholder={hint}
      aria-label={hint}
      allowClear
      style={{ width }}
      onChange={(event) => setTyped(event.target.value)}
    />
  );
}
