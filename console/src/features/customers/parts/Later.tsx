/** Pages of a short list inside a drawer: onwards, and back to the newest. */
import { Button, Space } from 'antd';
import { useSharedWords } from '../../../shared/i18n/words';

interface LaterProps {
  cursor: string;
  next: string | null;
  onMove: (cursor: string) => void;
}

export function Later({ cursor, next, onMove }: LaterProps) {
  const t = useSharedWords();
  if (!cursor && !next) return null;
  return (
    <Space style={{ marginTop: 12 }}>
      {cursor && <Button onClick={() => onMove('')}>{t('list.first')}</Button>}
      {next && <Button onClick={() => onMove(next)}>{t('list.next')}</Button>}
    </Space>
  );
}
