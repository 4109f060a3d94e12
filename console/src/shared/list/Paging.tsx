/** Pages by cursor: how many there are, which these are, and the ways on and back. */
import { LeftOutlined, RightOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useSharedWords } from '../i18n/words';
import { useFormat } from '../session';
import type { List } from './useList';
import css from './ListPage.module.css';

export function Paging({ list }: { list: List<never> }) {
  const t = useSharedWords();
  const format = useFormat();
  const { page, offset } = list;
  // A search may find nothing in what one page looks through, and go on with the next.
  if (!page || (page.items.length === 0 && !list.next)) return null;
  const hasPages = list.next ?? list.previous ?? list.first;
  const range =
    offset === null || page.items.length === 0
      ? ''
      : `${format.number(offset + 1)}–${format.number(offset + page.items.length)}`;
  return (
    <nav className={css.paging} aria-label={t('list.region')}>
      <span className="soft">
        {typeof page.total === 'number' && t('list.total', { total: format.number(page.total) })}
        {hasPages && range && <span className={css.range}>{range}</span>}
      </span>
      {hasPages && (
        <span className={css.turn}>
          {list.first && (
            <Button type="text" onClick={list.first}>
              {t('list.first')}
            </Button>
          )}
          <Button
            icon={<LeftOutlined aria-hidden />}
            disabled={!list.previous}
            onClick={list.previous}
          >
            {t('list.previous')}
          </Button>
          <Button
            icon={<RightOutlined aria-hidden />}
            iconPlacement="end"
            disabled={!list.next}
            onClick={list.next}
          >
            {t('list.next')}
          </Button>
        </span>
      )}
    </nav>
  );
}
