/** The words of a customer, the brand, the sender and the mail, to be put into a text. */
import { PlusOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { useLanguage } from '../../../shared/preferences';
import { useLiquid } from '../api';
import { grouped, snippetOf, type Snippet } from '../snippets';
import { useWords } from '../words';
import css from './content.module.css';

interface InsertWordProps {
  /** The field it goes into, for those who hear the button. */
  field: string;
  onPick: (snippet: Snippet) => void;
}

const GROUPS = ['customer', 'workspace', 'sender', 'mail'] as const;

export function InsertWord({ field, onPick }: InsertWordProps) {
  const t = useWords();
  const language = useLanguage();
  const variables = useLiquid().data?.variables ?? [];
  const say = {
    you: t('snippet.you'),
    comma: t('snippet.comma'),
    attribute: t('snippet.attribute'),
  };
  const items = grouped(variables).map(([name, words]) => {
    const known = GROUPS.find((group) => group === name);
    return {
      key: name,
      type: 'group' as const,
      label: known ? t(`insert.group.${known}`) : name,
      children: words.map((one) => ({
        key: one.path,
        label: language === 'zh-CN' ? one.zh : one.en,
      })),
    };
  });
  return (
    <Dropdown
      trigger={['click']}
      placement="bottomRight"
      classNames={{ root: css.wordsMenu }}
      menu={{
        items,
        onClick: ({ key }) => {
          const picked = variables.find(({ path }) => path === key);
          if (picked) onPick(snippetOf(picked, say));
        },
      }}
    >
      <Button
        type="text"
        size="small"
        icon={<PlusOutlined aria-hidden />}
        aria-label={t('insert.word.of', { field })}
      >
        {t('insert.word')}
      </Button>
    </Dropdown>
  );
}
