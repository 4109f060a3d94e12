/** To whom, what, and how it will be measured. */
import { Checkbox, Form, Input, InputNumber, Select } from 'antd';
import { Link, useNavigate, useParams } from 'react-router';
import { useCan } from '../../../shared/session';
import { FormDrawer } from '../../../shared/ui/FormDrawer';
import { RecordDrawer } from '../../../shared/ui/DetailDrawer';
import {
  keys,
  saveBroadcast,
  useBroadcast,
  useContents,
  useSegmentChoices,
  type Broadcast,
} from '../api';
import css from '../parts/Acts.module.css';
import { urls } from '../urls';
import { useWords } from '../words';

interface Values {
  name: string;
  content_id: number;
  is_everyone: boolean;
  segment_ids?: number[];
  holdout: number;
  goal_days: number;
  expires_after_minutes: number;
  needs_approval: boolean;
}

/** Shares travel as parts of ten thousand and are shown in percent. */
const PARTS = 100;

export function Component() {
  const t = useWords();
  const id = Number(useParams().broadcastId ?? 0);
  const asked = useBroadcast(id);
  if (id === 0) return <Draft id={0} />;
  if (asked.data) return <Draft id={id} broadcast={asked.data} />;
  return (
    <RecordDrawer of={asked} title={() => t('change')}>
      {() => null}
    </RecordDrawer>
  );
}

const START = {
  is_everyone: false,
  holdout: 10,
  goal_days: 14,
  expires_after_minutes: 60,
  needs_approval: false,
};

function Draft({ id, broadcast }: { id: number; broadcast?: Broadcast }) {
  const t = useWords();
  const navigate = useNavigate();
  const initial = broadcast ? { ...broadcast, holdout: broadcast.holdout / PARTS } : START;
  return (
    <FormDrawer<Values, Broadcast>
      title={id === 0 ? t('add') : t('change')}
      initial={initial}
      save={({ holdout, segment_ids, ...values }) =>
        saveBroadcast(id, {
          ...values,
          segment_ids: values.is_everyone ? [] : (segment_ids ?? []),
          holdout: Math.round(holdout * PARTS),
        })
      }
      refresh={[keys.broadcasts]}
      then={(made) => void navigate(urls.one(made.id))}
    >
      <Form.Item name="name" label={t('name')} rules={[{ required: true, whitespace: true }]}>
        <Input maxLength={120} />
      </Form.Item>
      <Audience />
      <Content />
      <Measure />
    </FormDrawer>
  );
}

function Audience() {
  const t = useWords();
  const segments = useSegmentChoices();
  const isEveryone = Form.useWatch<boolean | undefined>('is_everyone');
  return (
    <>
      <Form.Item name="is_everyone" valuePropName="checked">
        <Checkbox>{t('everyone.allowed')}</Checkbox>
      </Form.Item>
      {!isEveryone && (
        <Form.Item
          name="segment_ids"
          label={t('segments')}
          rules={[{ required: true, type: 'array', min: 1, message: t('segments.needed') }]}
        >
          <Select
            mode="multiple"
            showSearch={{ optionFilterProp: 'label' }}
            loading={segments.isLoading}
            options={segments.data?.items.map((one) => ({ value: one.id, label: one.name }))}
          />
        </Form.Item>
      )}
    </>
  );
}

/** Opens in a tab of its own, so that what is filled in here stays. */
function ContentLinks({ isNone }: { isNone: boolean }) {
  const t = useWords();
  const can = useCan();
  const chosen = Form.useWatch<number | undefined>('content_id');
  if (!can('content.write')) return isNone ? t('content.none') : null;
  return (
    <span className={css.links}>
      {isNone && <span>{t('content.none')}</span>}
      {chosen !== undefined && (
        <Link to={urls.editContent(chosen)} target="_blank">
          {t('content.edit')}
        </Link>
      )}
      <Link to={urls.addContent()} target="_blank">
        {t('content.add')}
      </Link>
    </span>
  );
}

function Content() {
  const t = useWords();
  const contents = useContents();
  return (
    <Form.Item
      name="content_id"
      label={t('content')}
      extra={<ContentLinks isNone={contents.data?.items.length === 0} />}
      rules={[{ required: true, message: t('content.needed') }]}
    >
      <Select
        showSearch={{ optionFilterProp: 'label' }}
        loading={contents.isLoading}
        options={contents.data?.items.map((one) => ({ value: one.id, label: one.name }))}
      />
    </Form.Item>
  );
}

function Measure() {
  const t = useWords();
  return (
    <>
      <Form.Item name="holdout" label={t('holdout')} extra={t('holdout.extra')}>
        <InputNumber min={0} max={50} step={1} suffix="%" style={{ width: 140 }} />
      </Form.Item>
      <Form.Item name="goal_days" label={t('goal')} extra={t('goal.extra')}>
        <InputNumber min={1} max={90} precision={0} style={{ width: 140 }} />
      </Form.Item>
      <Form.Item name="expires_after_minutes" label={t('expires')} extra={t('expires.extra')}>
        <InputNumber min={1} max={10080} precision={0} style={{ width: 140 }} />
      </Form.Item>
      <Form.Item name="needs_approval" valuePropName="checked">
        <Checkbox>{t('approval')}</Checkbox>
      </Form.Item>
    </>
  );
}
