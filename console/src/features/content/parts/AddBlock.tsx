/** The kinds of blocks that can be added here. */
import { PlusOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { fresh, type Item, type Kind } from '../document';
import { useWords } from '../words';

interface AddBlockProps {
  label: string;
  kinds: readonly Kind[];
  isSmall?: boolean;
  onAdd: (item: Item) => void;
}

export function AddBlock({ label, kinds, isSmall, onAdd }: AddBlockProps) {
  const t = useWords();
  return (
    <div>
      <Dropdown
        trigger={['click']}
        menu={{
          items: kinds.map((key) => ({ key, label: t(`block.${key}`) })),
          onClick: ({ key }) => onAdd(fresh(key as Kind)),
        }}
      >
        <Button icon={<PlusOutlined aria-hidden />} size={isSmall ? 'small' : undefined}>
          {label}
        </Button>
      </Dropdown>
    </div>
  );
}
