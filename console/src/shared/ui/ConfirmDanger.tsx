/** The question before an act that cannot be undone: says what will happen, and can ask for a word to be typed. */
import { Button, Input, Modal } from 'antd';
import { useState, type ReactNode } from 'react';
import { useSharedWords } from '../i18n/words';
import css from './ConfirmDanger.module.css';

interface ConfirmDangerProps {
  title: string;
  /** What will happen, and to how many. */
  consequence: ReactNode;
  /** The verb on the button: "Remove 3 people", never "OK". */
  act: string;
  /** When set, this word must be typed first. */
  typed?: string;
  onConfirm: () => Promise<unknown>;
  /** The control that asks; call `open`. */
  children: (open: () => void) => ReactNode;
}

export function ConfirmDanger(props: ConfirmDangerProps) {
  const t = useSharedWords();
  const [isOpen, setOpen] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [word, setWord] = useState('');
  const isReady = !props.typed || word.trim() === props.typed;
  const close = () => {
    setOpen(false);
    setWord('');
  };
  const confirm = () => {
    setBusy(true);
    // A refusal has been shown by the act itself; the question then stays open.
    props
      .onConfirm()
      .then(close, () => undefined)
      .finally(() => setBusy(false));
  };
  const ask = props.typed ? t('typed.confirm', { word: props.typed }) : '';
  return (
    <>
      {props.children(() => setOpen(true))}
      <Modal
        open={isOpen}
        title={props.title}
        onCancel={close}
        width={440}
        destroyOnHidden
        footer={[
          <Button key="no" onClick={close}>
            {t('cancel')}
          </Button>,
          <Button
            key="yes"
            type="primary"
            danger
            disabled={!isReady}
            loading={isBusy}
            onClick={confirm}
          >
            {props.act}
          </Button>,
        ]}
      >
        <div className={css.text}>{props.consequence}</div>
        {props.typed && (
          <label className={css.typed}>
            <span>{ask}</span>
            <Input
              value={word}
              onChange={(event) => setWord(event.target.value)}
              autoComplete="off"
            />
          </label>
        )}
      </Modal>
    </>
  );
}
