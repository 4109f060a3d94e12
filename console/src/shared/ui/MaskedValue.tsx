/** A personal value as the server masks it; a press reveals it for 30 seconds, and the audit records the look. */
import { EyeInvisibleOutlined, EyeOutlined } from '@ant-design/icons';
import { Button, Tooltip } from 'antd';
import { useEffect, useState } from 'react';
import { useAct } from '../api/queries';
import { useSharedWords } from '../i18n/words';
import css from './small.module.css';

interface MaskedValueProps {
  masked: string;
  label: string;
  /** Asks the server for the value; absent when this person may not. */
  reveal?: () => Promise<string>;
}

const SHOWN_FOR = 30_000;

export function MaskedValue({ masked, label, reveal }: MaskedValueProps) {
  const t = useSharedWords();
  const [value, setValue] = useState<string>();
  const look = useAct<void, string>({ run: () => reveal!(), then: setValue });
  useEffect(() => {
    if (value === undefined) return;
    const timer = setTimeout(() => setValue(undefined), SHOWN_FOR);
    return () => clearTimeout(timer);
  }, [value]);
  const isShown = value !== undefined;
  return (
    <span className={css.figure}>
      {value ?? masked}{' '}
      {reveal && (
        <Tooltip title={isShown ? t('mask.hide') : t('mask.audited')}>
          <Button
            type="text"
            size="small"
            loading={look.isPending}
            icon={isShown ? <EyeInvisibleOutlined /> : <EyeOutlined />}
            aria-label={isShown ? t('mask.hide') : t('mask.reveal.of', { label })}
            onClick={() => (isShown ? setValue(undefined) : look.mutate())}
          />
        </Tooltip>
      )}
    </span>
  );
}
