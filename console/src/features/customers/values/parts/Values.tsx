/** Every value of a customer with who told of it and when; staff's word can be given and undone. */
import { Button, Form, Input, Space, Tag } from 'antd';
import { useState } from 'react';
import { who } from '../../../../shared/i18n';
import { useCan } from '../../../../shared/session';
import { InlineForm } from '../../../../shared/ui/FormDrawer';
import { Ready } from '../../../../shared/ui/State';
import { Time } from '../../../../shared/ui/small';
import { changed, correct, useUndo, useValues, type Value } from '../api';
import { useWords } from '../words';
import rows from '../../../../shared/ui/rows.module.css';

export function Values({ customerId }: { customerId: number }) {
  const t = useWords();
  const mayWrite = useCan()('customers.write');
  const asked = useValues(customerId);
  const [isAdding, setAdding] = useState(false);
  return (
    <>
      <h2>{t('values')}</h2>
      <p className="soft">{t('lead')}</p>
      {isAdding ? (
        <Entry customerId={customerId} then={() => setAdding(false)} />
      ) : (
        mayWrite && <Button onClick={() => setAdding(true)}>{t('add')}</Button>
      )}
      <Ready of={asked}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="soft">{t('none')}</p>
          ) : (
            <ul className={rows.rows} aria-label={t('values')}>
              {items.map((one, at) => (
                <li key={`${one.field} ${one.key} ${at}`}>
                  <OneValue customerId={customerId} one={one} mayWrite={mayWrite} />
                </li>
              ))}
            </ul>
          )
        }
      </Ready>
    </>
  );
}

/** What told of a value, in words: a file, a source, a connection, a member of staff. */
function useTeller(): (told: { source: string; source_name: string }) => string {
  const t = useWords();
  return ({ source, source_name: name }) => {
    const [, from, id] = /^(import|source|connection):(\d+)/.exec(source) ?? [];
    if (from && id) {
      return t(`from.${from as 'import' | 'source' | 'connection'}`, { name: name || id });
    }
    return source ? who(source) : t('from.unknown');
  };
}

function useLabel(): (one: Value) => string {
  const t = useWords();
  return (one) => one.key || t(`field.${one.field as 'name'}`);
}

function OneValue(props: { customerId: number; one: Value; mayWrite: boolean }) {
  const { customerId, one } = props;
  const t = useWords();
  const teller = useTeller();
  const label = useLabel()(one);
  const [isEdited, setEdited] = useState(false);
  const isEditable = one.key !== '' || one.field === 'name';
  return (
    <>
      <div className={rows.main}>
        <strong>{label}</strong> <span>{one.value || '—'}</span>{' '}
        {one.below && <Tag color="blue">{t('staff')}</Tag>}
        <div className="soft">
          {teller(one)}
          {one.heard_at && ' · '}
          {one.heard_at && <Time at={one.heard_at} />}
          {one.said_at && !one.below && ` · ${t('said.at')} `}
          {one.said_at && !one.below && <Time at={one.said_at} />}
        </div>
        {one.below && (
          <div className="soft">
            {one.below.value
              ? t('below', { value: one.below.value, who: teller(one.below) })
              : t('below.none')}
          </div>
        )}
        {isEdited && <Entry customerId={customerId} of={one} then={() => setEdited(false)} />}
      </div>
      {props.mayWrite && isEditable && !isEdited && (
        <Acts customerId={customerId} one={one} label={label} onEdit={() => setEdited(true)} />
      )}
    </>
  );
}

function Acts(props: { customerId: number; one: Value; label: string; onEdit: () => void }) {
  const { one, label } = props;
  const t = useWords();
  const undo = useUndo(props.customerId, t('undo.done'));
  return (
    <Space>
      <Button size="small" onClick={props.onEdit} aria-label={t('correct.of', { field: label })}>
        {t('correct')}
      </Button>
      {one.below && (
        <Button
          size="small"
          loading={undo.isPending}
          onClick={() => undo.mutate(one)}
          aria-label={t('undo.of', { field: label })}
        >
          {t('undo')}
        </Button>
      )}
    </Space>
  );
}

interface Entered {
  name?: string;
  value: string;
}

/** A new value: of the one given, or of an attribute that is named. */
function Entry(props: { customerId: number; of?: Value; then: () => void }) {
  const { customerId, of } = props;
  const t = useWords();
  return (
    <InlineForm<Entered>
      initial={{}}
      save={({ name = '', value }) =>
        correct(customerId, of?.field ?? 'attribute', of?.key ?? name.trim(), value.trim())
      }
      refresh={changed}
      said={t('saved')}
      then={props.then}
      onCancel={props.then}
    >
      {!of && (
        <Form.Item
          name="name"
          label={t('add.name')}
          extra={t('add.hint')}
          rules={[{ required: true, whitespace: true, message: t('add.name.needed') }]}
        >
          <Input maxLength={60} autoComplete="off" />
        </Form.Item>
      )}
      <Form.Item
        name="value"
        label={t('value')}
        rules={[{ required: true, whitespace: true, message: t('value.needed') }]}
      >
        <Input maxLength={200} autoComplete="off" />
      </Form.Item>
    </InlineForm>
  );
}
