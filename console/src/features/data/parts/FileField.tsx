/** One file, chosen from the disk or dropped. */
import { FileTextOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useRef, useState } from 'react';
import { useFormat } from '../../../shared/session';
import { useWords } from '../words';
import css from './parts.module.css';

const KNOWN = '.csv,.tsv,.txt,.xlsx,.parquet,.jsonl,.ndjson,.gz,.zip,.bz2,.xz,.zst';

interface FileFieldProps {
  id?: string;
  value?: File;
  onChange?: (file: File | undefined) => void;
}

export function FileField({ id, value, onChange }: FileFieldProps) {
  const t = useWords();
  const format = useFormat();
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  return (
    <div
      className={`${css.drop} ${isOver ? css.over : ''}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        onChange?.(event.dataTransfer.files[0]);
      }}
    >
      <Button icon={<FileTextOutlined aria-hidden />} onClick={() => input.current?.click()}>
        {t('new.file.choose')}
      </Button>
      <input
        ref={input}
        id={id}
        className="visually-hidden"
        tabIndex={-1} // the button is where the keyboard goes; the browser's own speaks its own language
        type="file"
        accept={KNOWN}
        aria-label={t('new.file')}
        onChange={(event) => onChange?.(event.target.files?.[0])}
      />
      <span className="soft small">
        {value
          ? t('new.chosen', {
              name: value.name,
              size: format.bytes(value.size),
            })
          : t('new.file.hint')}
      </span>
    </div>
  );
}
