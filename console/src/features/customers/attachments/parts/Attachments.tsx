/** Files that staff keep with a customer: add one, download it (audited), remove it. */
import { PaperClipOutlined } from '@ant-design/icons';
import { Button, Space, Tooltip } from 'antd';
import { useRef } from 'react';
import { useAct } from '../../../../shared/api/queries';
import { useCan, useFormat } from '../../../../shared/session';
import { ConfirmDanger } from '../../../../shared/ui/ConfirmDanger';
import { Ready } from '../../../../shared/ui/State';
import { Time } from '../../../../shared/ui/small';
import { openAttachment, useAttach, useAttachments, useRemove, type Attachment } from '../api';
import { useWords } from '../words';
import rows from '../../../../shared/ui/rows.module.css';
import css from './parts.module.css';

export function Attachments({ customerId }: { customerId: number }) {
  const t = useWords();
  const mayWrite = useCan()('customers.write');
  const asked = useAttachments(customerId);
  return (
    <section>
      <h2 className={css.head}>{t('files')}</h2>
      {mayWrite && <Add customerId={customerId} />}
      <Ready of={asked} lines={2}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="soft">{t('none')}</p>
          ) : (
            <ul className={rows.rows} aria-label={t('files')}>
              {items.map((one) => (
                <li key={one.id}>
                  <OneFile one={one} mayWrite={mayWrite} />
                </li>
              ))}
            </ul>
          )
        }
      </Ready>
    </section>
  );
}

function Add({ customerId }: { customerId: number }) {
  const t = useWords();
  const input = useRef<HTMLInputElement>(null);
  const attach = useAttach(customerId, t('added'));
  return (
    <div>
      <Button
        icon={<PaperClipOutlined aria-hidden />}
        loading={attach.isPending}
        onClick={() => input.current?.click()}
      >
        {t('add')}
      </Button>{' '}
      <input
        ref={input}
        className="visually-hidden"
        tabIndex={-1} // the button is where the keyboard goes
        type="file"
        aria-label={t('add.file')}
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = '';
          if (file) attach.mutate(file);
        }}
      />
      <span className="soft small">{t('hint')}</span>
    </div>
  );
}

function OneFile({ one, mayWrite }: { one: Attachment; mayWrite: boolean }) {
  const t = useWords();
  const format = useFormat();
  const mayOpen = useCan()('customers.reveal');
  const open = useAct<void, void>({ run: () => openAttachment(one) });
  const remove = useRemove(t('remove.done'));
  return (
    <>
      <div className={rows.main}>
        <strong>{one.name}</strong> <span className="soft">{format.bytes(one.size)}</span>
        <div className="soft">
          {t('by', { who: one.made_by })} <Time at={one.made_at} />
        </div>
      </div>
      <Space>
        {mayOpen && (
          <Tooltip title={t('open.hint')}>
            <Button
              size="small"
              loading={open.isPending}
              aria-label={t('open.of', { name: one.name })}
              onClick={() => open.mutate()}
            >
              {t('open')}
            </Button>
          </Tooltip>
        )}
        {mayWrite && (
          <ConfirmDanger
            title={t('remove.title')}
            consequence={t('remove.text', { name: one.name })}
            act={t('remove')}
            onConfirm={() => remove.mutateAsync(one)}
          >
            {(ask) => (
              <Button size="small" onClick={ask} aria-label={t('remove.of', { name: one.name })}>
                {t('remove')}
              </Button>
            )}
          </ConfirmDanger>
        )}
      </Space>
    </>
  );
}
