/** What a kind of platform asks for; secrets are written and never shown again. */
import { Form, Input, Select } from 'antd';
import type { Kind } from '../api';
import { useWords } from '../words';
import { useSaid } from './pieces';

interface FieldsProps {
  kind: Kind;
  /** Of a connection that is there: what is secret may be left out. */
  isKnown?: boolean;
}

export function Fields({ kind, isKnown }: FieldsProps) {
  const t = useWords();
  const said = useSaid();
  return (
    <>
      {kind.fields.map((field) => {
        const isRequired = field.is_required && !(isKnown && field.is_secret);
        const help = field.help ? said(field.help) : undefined;
        return (
          <Form.Item
            key={field.name}
            name={['settings', field.name]}
            label={said(field.words)}
            extra={isKnown && field.is_secret ? t('field.secret.kept') : help}
            rules={[{ required: isRequired, whitespace: true }]}
          >
            {field.choices.length > 0 ? (
              <Select
                allowClear={!isRequired}
                options={field.choices.map((value) => ({ value, label: value }))}
              />
            ) : field.is_secret ? (
              <Input.Password autoComplete="new-password" />
            ) : (
              <Input />
            )}
          </Form.Item>
        );
      })}
    </>
  );
}

/** Settings as the server takes them: without what was not filled in. */
export function filled(settings: Record<string, string | undefined> | undefined) {
  const pairs = Object.entries(settings ?? {}).filter((pair) => pair[1] !== undefined);
  return Object.fromEntries(pairs) as Record<string, string>;
}
