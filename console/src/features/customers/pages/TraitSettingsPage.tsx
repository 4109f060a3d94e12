/** Where scores and lifecycle stages begin; changing it computes everybody's traits again. */
import { Alert, Form, InputNumber, Radio } from 'antd';
import { useCan, useFormat, useSession } from '../../../shared/session';
import { InlineForm } from '../../../shared/ui/FormDrawer';
import { Page, Panel } from '../../../shared/ui/Page';
import { Facts } from '../../../shared/ui/small';
import { Ready } from '../../../shared/ui/State';
import { keys, saveTraits, useCustomerCount, useTraits } from '../api';
import { CutsInput, Scale } from '../parts/CutsInput';
import css from '../parts/parts.module.css';
import { RefreshPart } from '../parts/RefreshPart';
import {
  areCuts,
  bodyOf,
  MEASURES,
  shownCuts,
  valuesOf,
  type TraitSettings,
  type TraitValues,
} from '../rules';
import { useWords } from '../words';

export function Component() {
  const t = useWords();
  const can = useCan();
  const traits = useTraits();
  return (
    <Page title={t('rules.title')} lead={t('rules.lead')}>
      <Ready of={traits}>
        {(settings) => (
          <>
            <Panel narrow title={t('rules.state')}>
              <RefreshPart refreshedAt={settings.refreshed_at} mayLook={can('jobs.read')} />
            </Panel>
            <Panel narrow title={t('rules.set')}>
              <TraitForm settings={settings} />
            </Panel>
          </>
        )}
      </Ready>
    </Page>
  );
}

function TraitForm({ settings }: { settings: TraitSettings }) {
  const t = useWords();
  const can = useCan();
  const { currency } = useSession().workspace;
  const mayWrite = can('workspace.write');
  return (
    <InlineForm<TraitValues, TraitSettings>
      initial={valuesOf(settings, currency)}
      save={(values) => saveTraits(bodyOf(values, currency))}
      refresh={[keys.traits, keys.refresh]}
      act={t('rules.save')}
      said={t('rules.saved')}
      isReadOnly={!mayWrite}
    >
      <h3>{t('rules.rfm')}</h3>
      <p className={`soft ${css.lead}`}>{t('rules.rfm.text')}</p>
      <Form.Item name="mode" label={t('rules.mode')} required>
        <Radio.Group
          aria-label={t('rules.mode')}
          vertical
          options={[
            { value: 'fifths', label: t('rules.mode.fifths') },
            { value: 'own', label: t('rules.mode.own') },
          ]}
        />
      </Form.Item>
      <CutPoints settings={settings} />
      <h3 className={css.group}>{t('rules.stages')}</h3>
      <p className={`soft ${css.lead}`}>{t('rules.stages.text')}</p>
      <Stages />
      {mayWrite && <Consequence />}
    </InlineForm>
  );
}

function CutPoints({ settings }: { settings: TraitSettings }) {
  const t = useWords();
  const { currency } = useSession().workspace;
  const first = settings.fixed_cuts ? 'own' : 'fifths';
  const mode = Form.useWatch<TraitValues['mode'] | undefined>('mode') ?? first;
  if (mode === 'fifths') return <Found settings={settings} />;
  return MEASURES.map((measure) => (
    <Form.Item
      key={measure}
      name={measure}
      label={t(`rules.${measure}`, { currency })}
      required
      rules={[
        {
          validator: (_, values: (number | null)[] | undefined) =>
            areCuts(values) ? Promise.resolve() : Promise.reject(new Error(t('rules.cuts.wrong'))),
        },
      ]}
    >
      <CutsInput of={measure} />
    </Form.Item>
  ));
}

/** The cut points that the last computation found. */
function Found({ settings }: { settings: TraitSettings }) {
  const t = useWords();
  const { currency } = useSession().workspace;
  if (!settings.found_cuts) return <p className="soft">{t('rules.found.none')}</p>;
  const cuts = shownCuts(settings.found_cuts, currency);
  return (
    <>
      <p className="soft">{t('rules.found')}</p>
      <Facts
        items={MEASURES.map((measure) => [
          t(`rules.${measure}`, { currency }),
          <Scale key={measure} of={measure} cuts={cuts[measure]} />,
        ])}
      />
    </>
  );
}

const STAGES = ['new_days', 'at_risk_days', 'lost_days', 'loyal_orders'] as const;

function Stages() {
  const t = useWords();
  return STAGES.map((name) => (
    <Form.Item
      key={name}
      name={name}
      label={t(`rules.${name}`)}
      extra={t(`rules.${name}.hint`)}
      rules={[{ required: true }]}
    >
      <InputNumber
        precision={0}
        style={{ width: 160 }}
        suffix={name === 'loyal_orders' ? t('rules.unit.orders') : t('rules.unit.days')}
      />
    </Form.Item>
  ));
}

/** What saving sets in motion. */
function Consequence() {
  const t = useWords();
  const format = useFormat();
  const count = useCustomerCount().data?.total;
  const people = typeof count === 'number' ? format.number(count) : '…';
  return (
    <Form.Item>
      <Alert type="info" showIcon title={t('rules.consequence', { people })} />
    </Form.Item>
  );
}
