/** The line of one block: what it is, what it says, and its acts. */
import {
  ArrowDownOutlined,
  ArrowUpOutlined,
  CopyOutlined,
  DeleteOutlined,
} from '@ant-design/icons';
import { Button } from 'antd';
import type { KeyboardEvent, ReactNode } from 'react';
import { StatusTag } from '../../../shared/ui/StatusTag';
import type { Item } from '../document';
import { useWords } from '../words';
import css from './content.module.css';

export type BlockAct = 'up' | 'down' | 'copy' | 'remove';

export const headId = (key: number) => `block-${key}`;

const ICONS: Record<BlockAct, ReactNode> = {
  up: <ArrowUpOutlined />,
  down: <ArrowDownOutlined />,
  copy: <CopyOutlined />,
  remove: <DeleteOutlined />,
};
const ACTS = ['up', 'down', 'copy', 'remove'] as const;

interface BlockHeadProps {
  item: Item;
  name: string;
  isOpen: boolean;
  isFirst: boolean;
  isLast: boolean;
  isWrong: boolean;
  isLacking: boolean;
  onToggle: () => void;
  /** `from` is the control that keeps the focus. */
  onAct: (act: BlockAct, from: string) => void;
}

export function BlockHead(props: BlockHeadProps) {
  const { item, name, isFirst, isLast, onAct } = props;
  const t = useWords();
  const id = headId(item.key);
  const says = useSummary(item);
  const isOff = { up: isFirst, down: isLast, copy: false, remove: false };
  const press = (event: KeyboardEvent) => {
    const act = actOf(event);
    if (!act) return;
    event.preventDefault();
    if (!isOff[act]) onAct(act, id);
  };
  return (
    <div className={css.head}>
      <button
        type="button"
        id={id}
        className={css.open}
        aria-expanded={props.isOpen}
        aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown Delete"
        onClick={props.onToggle}
        onKeyDown={press}
      >
        <span className="visually-hidden">{name}</span>
        <span className={css.kind} aria-hidden>
          {t(`block.${item.block.kind}`)}
        </span>
        <span className={css.says}>{says}</span>
      </button>
      {props.isWrong ? (
        <StatusTag tone="danger">{t('block.wrong')}</StatusTag>
      ) : (
        props.isLacking && <StatusTag tone="warning">{t('block.incomplete')}</StatusTag>
      )}
      {ACTS.map((act) => (
        <Button
          key={act}
          id={`${id}-${act}`}
          type="text"
          size="small"
          icon={ICONS[act]}
          disabled={isOff[act]}
          aria-label={t(`block.${act}`, { name })}
          onClick={() => onAct(act, `${id}-${act}`)}
        />
      ))}
    </div>
  );
}

function actOf({ key, altKey, ctrlKey, metaKey }: KeyboardEvent): BlockAct | null {
  if (ctrlKey || metaKey) return null;
  if (altKey && key === 'ArrowUp') return 'up';
  if (altKey && key === 'ArrowDown') return 'down';
  return !altKey && key === 'Delete' ? 'remove' : null;
}

function useSummary({ block, sides }: Item): string {
  const t = useWords();
  switch (block.kind) {
    case 'heading':
    case 'button':
      return block.text || t('block.empty');
    case 'text':
      return plain(block.html) || t('block.empty');
    case 'image':
      return block.alt || block.source || t('block.empty');
    case 'spacer':
      return `${block.height ?? 20} px`;
    case 'columns':
      return sides.map((side) => side.length).join(' + ');
    case 'divider':
      return '';
  }
}

const plain = (html: string): string =>
  html
    .replace(/<[^>]*>/g, ' ')
    .replace(/&nbsp;/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 120);
