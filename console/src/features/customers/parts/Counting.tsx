/** Whether an order counts: a test and what staff bought is left out of every figure. */
import { Button } from 'antd';
import { useCan } from '../../../shared/session';
import { useMarkOrder, type Order } from '../api';
import { useWords } from '../words';
import css from './parts.module.css';

export function Counting({ order }: { order: Order }) {
  const t = useWords();
  const mayWrite = useCan()('sources.write');
  const mark = useMarkOrder(order, t('left.done'));
  const { left_out: why } = order;
  const said = why && t(why === 'staff' ? 'left.staff.text' : 'left.test.text');
  if (!mayWrite) return said ? <p className="soft">{said}</p> : null;
  const words = why ? (['counts'] as const) : (['test', 'staff'] as const);
  return (
    <div className={css.line}>
      {said && <span className="soft">{said}</span>}
      {words.map((word) => (
        <Button
          key={word}
          size="small"
          loading={mark.isPending && mark.variables === word}
          onClick={() => mark.mutate(word)}
        >
          {t(`left.say.${word}`)}
        </Button>
      ))}
    </div>
  );
}
