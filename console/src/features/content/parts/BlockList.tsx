/** The blocks of a mail in their order: add, move, duplicate, delete and put back, by pointer and by keyboard. */
import { Button } from 'antd';
import { useState } from 'react';
import {
  copied,
  inserted,
  KINDS,
  moved,
  needs,
  replaced,
  SIMPLE_KINDS,
  without,
  type Item,
  type Items,
} from '../document';
import { useWords } from '../words';
import { AddBlock } from './AddBlock';
import { BlockFields } from './BlockFields';
import { BlockHead, headId, type BlockAct } from './BlockHead';
import css from './content.module.css';

/** What is wrong with a field, or with the block where the field is not known. */
export interface Wrong {
  field?: string;
  text: string;
}

/** What every list of blocks of one mail shares, the lists inside columns too. */
export interface Shared {
  open: ReadonlySet<number>;
  setOpen: (open: ReadonlySet<number>) => void;
  wrong: ReadonlyMap<number, Wrong>;
  /** Somebody tried to save: what is missing is an error from now on. */
  isTried: boolean;
}

interface BlockListProps extends Shared {
  items: Items;
  onChange: (items: Items) => void;
  label: string;
  /** In front of the numbers: `3.1.` for the first column of the third block. */
  prefix?: string;
}

interface Gone {
  at: number;
  item: Item;
}

export function BlockList(props: BlockListProps) {
  const { items, label, prefix = '' } = props;
  const t = useWords();
  const list = useActs(props);
  return (
    <div className={css.fields}>
      {items.length === 0 && <p className="soft">{t('blocks.none')}</p>}
      <ol className={css.blocks} aria-label={label}>
        {items.map((item, at) => (
          <Row
            key={item.key}
            {...props}
            item={item}
            at={at}
            name={t('block.named', {
              place: `${prefix}${at + 1}`,
              kind: t(`block.${item.block.kind}`),
            })}
            act={list.act}
            add={list.add}
          />
        ))}
      </ol>
      {list.gone && (
        <div className={css.undo}>
          <span>{t('block.removed', { kind: t(`block.${list.gone.item.block.kind}`) })}</span>
          <Button size="small" id={undoId(prefix)} onClick={list.putBack}>
            {t('block.undo')}
          </Button>
        </div>
      )}
      <AddBlock
        label={t('blocks.add')}
        kinds={prefix ? SIMPLE_KINDS : KINDS}
        onAdd={(item) => list.add(items.length, item)}
      />
      <div aria-live="polite" className="visually-hidden">
        {list.said}
      </div>
    </div>
  );
}

const undoId = (prefix: string) => `undo-block-${prefix}`;

/** Once React has drawn: a moved block has lost the focus, a new one never had it. */
function focusOn(id: string): void {
  requestAnimationFrame(() => document.getElementById(id)?.focus());
}

function useActs({ items, onChange, open, setOpen, prefix = '' }: BlockListProps) {
  const t = useWords();
  const [gone, setGone] = useState<readonly Gone[]>([]);
  const [said, say] = useState('');
  const kindOf = ({ block }: Item) => t(`block.${block.kind}`);
  const last = gone.at(-1);

  const add = (
    at: number,
    item: Item,
    word: 'say.added' | 'say.copied' | 'say.returned' = 'say.added',
  ) => {
    onChange(inserted(items, at, item));
    setOpen(new Set([...others(open, items), item.key]));
    say(t(word, { kind: kindOf(item) }));
    focusOn(headId(item.key));
  };
  const act = (what: BlockAct, at: number, from: string) => {
    const item = items[at];
    if (!item) return;
    if (what === 'copy') return add(at + 1, copied(item), 'say.copied');
    if (what === 'remove') {
      onChange(without(items, at));
      setGone([...gone, { at, item }]);
      say(t('block.removed', { kind: kindOf(item) }));
      return focusOn(undoId(prefix));
    }
    const next = moved(items, at, what === 'up' ? -1 : 1);
    onChange(next);
    say(t('say.moved', { place: next.indexOf(item) + 1, total: items.length }));
    const isAtEnd = next[0] === item || next.at(-1) === item;
    focusOn(isAtEnd ? headId(item.key) : from);
  };
  const putBack = () => {
    if (!last) return;
    setGone(gone.slice(0, -1));
    add(Math.min(last.at, items.length), last.item, 'say.returned');
  };
  return { add, act, putBack, gone: last, said };
}

/** What is open outside of this list: opening a block closes its neighbours. */
const others = (open: ReadonlySet<number>, items: Items): readonly number[] =>
  [...open].filter((key) => items.every((item) => item.key !== key));

interface RowProps extends BlockListProps {
  item: Item;
  at: number;
  name: string;
  act: (what: BlockAct, at: number, from: string) => void;
  add: (at: number, item: Item) => void;
}

function Row({ item, at, name, act, add, ...list }: RowProps) {
  const t = useWords();
  const { items, onChange, open, setOpen, wrong, isTried } = list;
  const isOpen = open.has(item.key);
  const own = wrong.get(item.key);
  const lacking = needs(item);
  const change = (next: Item) => onChange(replaced(items, at, next));
  const wrongAt = (field: string) => {
    if (own && own.field === field) return own.text;
    const need = lacking.find((one) => one === field);
    return isTried && need ? t(`need.${need}`) : undefined;
  };
  const isUnplaced = own && (own.field === undefined || !isOpen);
  return (
    <li className={css.block} data-wrong={own || (isTried && lacking.length > 0) || undefined}>
      <BlockHead
        item={item}
        name={name}
        isOpen={isOpen}
        isFirst={at === 0}
        isLast={at === items.length - 1}
        isWrong={own !== undefined}
        isLacking={lacking.length > 0}
        onToggle={() => setOpen(new Set([...others(open, items), ...(isOpen ? [] : [item.key])]))}
        onAct={(what, from) => act(what, at, from)}
      />
      {isUnplaced && <div className={css.danger}>{own.text}</div>}
      {isOpen && (
        <div className={css.body} role="group" aria-label={name}>
          {lacking.length > 0 && !isTried && <p className="soft small">{t('need.later')}</p>}
          <BlockFields item={item} onChange={change} wrong={wrongAt} />
          {item.sides.length > 0 && (
            <Sides {...list} item={item} change={change} place={`${list.prefix ?? ''}${at + 1}`} />
          )}
          <AddBlock
            label={t('blocks.add.after')}
            kinds={list.prefix ? SIMPLE_KINDS : KINDS}
            isSmall
            onAdd={(next) => add(at + 1, next)}
          />
        </div>
      )}
    </li>
  );
}

interface SidesProps extends Shared {
  item: Item;
  change: (item: Item) => void;
  place: string;
}

function Sides({ item, change, place, ...shared }: SidesProps) {
  const t = useWords();
  return item.sides.map((side, number) => {
    const label = t('blocks.side', { number: number + 1 });
    return (
      <div key={number} className={css.columnSide} role="group" aria-label={label}>
        <h3>{label}</h3>
        <BlockList
          open={shared.open}
          setOpen={shared.setOpen}
          wrong={shared.wrong}
          isTried={shared.isTried}
          items={side}
          label={label}
          prefix={`${place}.${number + 1}.`}
          onChange={(next) =>
            change({
              ...item,
              sides: item.sides.map((before, at) => (at === number ? next : before)),
            })
          }
        />
      </div>
    );
  });
}
