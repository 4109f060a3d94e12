/** Whom do you mean? The builder with its sentence and live count; saving makes a new version. */
import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { Page, Panel } from '../../../shared/ui/Page';
import { Ready } from '../../../shared/ui/State';
import { useForm } from '../../../shared/ui/FormDrawer';
import { changeSegment, createSegment, keys, useFields, useSegment } from '../api';
import type { Detail, Fields } from '../api';
import { Builder } from '../parts/Builder';
import { PreviewPanel } from '../parts/PreviewPanel';
import css from '../parts/Builder.module.css';
import { asGroup, clean, fresh, type Group, type Rule } from '../rule';
import { urls } from '../urls';
import { useWords } from '../words';

export function Component() {
  const t = useWords();
  const { segmentId } = useParams();
  const id = segmentId === 'new' ? 0 : Number(segmentId);
  const fields = useFields();
  const segment = useSegment(id);
  const isKnown = id === 0 || segment.data !== undefined;
  return (
    <Page title={id === 0 ? t('editor.new') : t('editor.change')} lead={t('editor.lead')}>
      <Ready
        of={{
          ...fields,
          data: isKnown ? fields.data : undefined,
          error: fields.error ?? segment.error,
        }}
      >
        {(known) => <Editor key={id} id={id} fields={known} segment={segment.data} />}
      </Ready>
    </Page>
  );
}

interface EditorProps {
  id: number;
  fields: Fields;
  segment: Detail | undefined;
}

interface Values {
  name: string;
  description?: string;
  folder?: string;
}

const START: Group = { kind: 'all', rules: [fresh('orders')] };

function Editor({ id, fields, segment }: EditorProps) {
  const t = useWords();
  const navigate = useNavigate();
  const saved = segment?.rule as unknown as Rule | undefined;
  const [rule, setRule] = useState<Group>(saved ? asGroup(saved) : START);
  const { form, submit, isBusy } = useForm<Values, Detail>({
    save: (values) => {
      const said = { description: '', folder: '', ...values, rule: clean(rule) };
      return id === 0
        ? createSegment(said)
        : changeSegment(id, { ...said, version: segment?.version });
    },
    refresh: [keys.segments],
    said: t('editor.saved'),
    then: (made) => void navigate(urls.one(made.id)),
  });
  return (
    <Form
      form={form}
      layout="vertical"
      initialValues={segment}
      onFinish={submit}
      requiredMark="optional"
    >
      <div className={css.two}>
        <Panel>
          <Form.Item
            name="name"
            label={t('segment.name')}
            rules={[{ required: true, whitespace: true, message: t('segment.name.needed') }]}
          >
            <Input maxLength={120} />
          </Form.Item>
          <Form.Item name="description" label={t('segment.description')}>
            <Input.TextArea maxLength={1000} rows={2} />
          </Form.Item>
          <Form.Item name="folder" label={t('segment.folder')}>
            <Input maxLength={80} />
          </Form.Item>
          <Builder fields={fields} group={rule} onChange={setRule} />
          <p className={css.acts}>
            <Button type="primary" htmlType="submit" loading={isBusy}>
              {t('editor.save')}
            </Button>
            <Button onClick={() => void navigate(id ? urls.one(id) : urls.list())}>
              {t('editor.cancel')}
            </Button>
          </p>
        </Panel>
        <PreviewPanel rule={rule} />
      </div>
    </Form>
  );
}
