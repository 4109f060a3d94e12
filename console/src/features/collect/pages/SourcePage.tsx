/** One source: does it work, what came last, and how is it connected? */
import { Alert, Form, Input } from 'antd';
import { useState } from 'react';
import { useParams } from 'react-router';
import { useShops } from '../../../shared/api/shops';
import { who } from '../../../shared/i18n';
import { useCan, useFormat } from '../../../shared/session';
import { Figure, Figures } from '../../../shared/ui/Figure';
import { InlineForm } from '../../../shared/ui/FormDrawer';
import { Page, Panel } from '../../../shared/ui/Page';
import { Facts, Time } from '../../../shared/ui/small';
import { Ready } from '../../../shared/ui/State';
import { changeSource, keys, useSource, type SourceAt } from '../api';
import { Again } from '../parts/Again';
import { Connect } from '../parts/Connect';
import { KeyPart } from '../parts/KeyPart';
import { Newest } from '../parts/Newest';
import { Pause } from '../parts/Pause';
import css from '../parts/parts.module.css';
import { Troubles } from '../parts/Troubles';
import { useKnown } from '../parts/useKnown';
import { urls } from '../urls';
import { useWords } from '../words';

export function Component() {
  const t = useWords();
  const can = useCan();
  const id = Number(useParams()['sourceId']);
  const asked = useSource(id);
  return (
    <Page
      title={asked.data?.name ?? t('newest.title')}
      lead={t('source.lead')}
      act={asked.data && can('sources.write') && <Pause source={asked.data} />}
    >
      <Ready of={asked} lines={8}>
        {(source) => <Content key={source.id} source={source} />}
      </Ready>
    </Page>
  );
}

function Content({ source }: { source: SourceAt }) {
  const t = useWords();
  const mayWrite = useCan()('sources.write');
  const [key, setKey] = useState('');
  return (
    <div className={css.stack}>
      {source.is_paused && <Alert type="warning" showIcon title={t('source.paused.text')} />}
      <Doing source={source} />
      <Newest id={source.id} />
      <Troubles id={source.id} />
      <Panel title={t('connect.title')}>
        <Connect address={source.address} writeKey={key} />
      </Panel>
      <div className={css.twice}>
        {mayWrite && (
          <div className={css.stack}>
            <Panel title={t('key.title')}>
              <KeyPart source={source} value={key} onChange={setKey} />
            </Panel>
            <Panel title={t('again.title')}>
              <Again id={source.id} />
            </Panel>
          </div>
        )}
        <Panel title={t('source.settings')}>
          <Settings source={source} />
        </Panel>
      </div>
    </div>
  );
}

function Doing({ source }: { source: SourceAt }) {
  const t = useWords();
  const format = useFormat();
  return (
    <Figures>
      <Figure label={t('source.last')} value={<Time at={source.last_at} ago />} />
      <Figure
        label={t('source.today')}
        value={format.number(source.today)}
        definition={t('source.today.text')}
      />
      <Figure
        label={t('source.week')}
        value={format.number(source.week)}
        definition={t('source.week.text')}
        to={urls.events({ source_id: String(source.id) })}
      />
      <Figure
        label={t('source.blocked')}
        value={format.number(source.blocked)}
        definition={t('source.blocked.text')}
        to={source.blocked > 0 ? urls.blocked() : undefined}
      />
      <Figure
        label={t('source.refused')}
        value={format.number(source.refused)}
        definition={t('source.refused.text')}
      />
    </Figures>
  );
}

function Settings({ source }: { source: SourceAt }) {
  const t = useWords();
  const can = useCan();
  const known = useKnown();
  const shops = useShops().data?.items;
  return (
    <div className={css.part}>
      <InlineForm<{ name: string }, unknown>
        initial={{ name: source.name }}
        save={({ name }) => changeSource(source.id, { name })}
        refresh={[keys.sources]}
        isReadOnly={!can('sources.write')}
      >
        <Form.Item
          name="name"
          label={t('source.name')}
          rules={[{ required: true, whitespace: true }]}
        >
          <Input maxLength={120} />
        </Form.Item>
      </InlineForm>
      <Facts
        items={[
          [t('source.kind'), known('source.kind', source.kind)],
          [t('source.shop'), shops?.find((one) => one.id === source.shop_id)?.name],
          [t('source.created'), <Time key="at" at={source.created_at} />],
          [t('source.by'), who(source.created_by)],
        ]}
      />
    </div>
  );
}
