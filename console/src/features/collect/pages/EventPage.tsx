/** One event of the catalogue: how often, from where, with which properties, and is it as planned? */
import { Form, Input } from 'antd';
import { useParams } from 'react-router';
import { useCan, useFormat } from '../../../shared/session';
import { Figure, Figures } from '../../../shared/ui/Figure';
import { InlineForm } from '../../../shared/ui/FormDrawer';
import { LinkButton } from '../../../shared/ui/LinkButton';
import { Meter } from '../../../shared/ui/Meter';
import { Page, Panel } from '../../../shared/ui/Page';
import { Time } from '../../../shared/ui/small';
import { Ready } from '../../../shared/ui/State';
import { describeEvent, keys, useEvent, type EventAt } from '../api';
import { ModeTag } from '../parts/ModeTag';
import css from '../parts/parts.module.css';
import { PlainTable } from '../parts/PlainTable';
import { Examples, Problems } from '../parts/Problems';
import { Spark } from '../parts/Spark';
import { useKnown } from '../parts/useKnown';
import { urls } from '../urls';
import { useWords } from '../words';

const PLANNED = new Set(['track', 'page', 'screen']);

export function Component() {
  const t = useWords();
  const known = useKnown();
  const id = Number(useParams()['eventId']);
  const asked = useEvent(id);
  const event = asked.data;
  const name = event && (event.kind === 'track' ? event.name : known('kind', event.kind));
  return (
    <Page
      title={name ?? t('event.number', { id })}
      lead={event?.description || t('event.description.none')}
      act={event && PLANNED.has(event.kind) && <PlanLink event={event} />}
    >
      <Ready of={asked} lines={8}>
        {(found) => <Content key={found.id} event={found} />}
      </Ready>
    </Page>
  );
}

function PlanLink({ event }: { event: EventAt }) {
  const t = useWords();
  const can = useCan();
  if (event.plan_id > 0) {
    return <LinkButton to={urls.plan(event.plan_id)}>{t('event.plan.open')}</LinkButton>;
  }
  if (!can('sources.write')) return null;
  return <LinkButton to={urls.planAdd({ event: event.id })}>{t('event.plan.add')}</LinkButton>;
}

function Content({ event }: { event: EventAt }) {
  const t = useWords();
  return (
    <div className={css.stack}>
      <Numbers event={event} />
      {event.found_problems.length > 0 && (
        <Panel title={t('plan.problems')} act={<ModeTag mode={event.plan} />} flush>
          <Problems problems={event.found_problems} />
        </Panel>
      )}
      <Panel title={t('event.properties')} flush={event.properties.length > 0}>
        {event.properties.length > 0 ? (
          <>
            <Properties event={event} />
            <p className={`soft ${css.foot}`}>{t('event.properties.text')}</p>
          </>
        ) : (
          <p className="soft">{t('event.properties.none')}</p>
        )}
      </Panel>
      <div className={css.twice}>
        <Panel title={t('event.volume')}>
          <Volume event={event} />
        </Panel>
        <Panel title={t('event.description')}>
          <Describe event={event} />
        </Panel>
      </div>
    </div>
  );
}

function Numbers({ event }: { event: EventAt }) {
  const t = useWords();
  const format = useFormat();
  const before = event.week_before;
  const share = before > 0 ? event.week / before - 1 : null;
  return (
    <Figures>
      <Figure
        label={t('event.week')}
        value={format.number(event.week)}
        change={{ share, against: t('event.before') }}
      />
      <Figure label={t('event.month')} value={format.number(event.month)} />
      <Figure label={t('event.first')} value={<Time at={event.first_at} dateOnly />} />
      <Figure label={t('event.last')} value={<Time at={event.last_at} ago />} />
      <Figure
        label={t('event.sources')}
        value={format.list(event.sources.map(({ name }) => name)) || '—'}
      />
    </Figures>
  );
}

function Properties({ event }: { event: EventAt }) {
  const t = useWords();
  const known = useKnown();
  const format = useFormat();
  return (
    <PlainTable
      label={t('event.properties')}
      columns={[
        t('property.name'),
        t('property.types'),
        t('property.share'),
        t('property.examples'),
      ]}
    >
      {event.properties.map(({ name, types, share, examples }) => (
        <tr key={name}>
          <td>
            <code>{name}</code>
          </td>
          <td>{typesText(types, known, t, format.number)}</td>
          <td>
            <span className={css.share}>
              <Meter share={share} label={t('property.share.of', { name })} />
              {format.percent(share)}
            </span>
          </td>
          <td>
            <Examples values={examples} />
          </td>
        </tr>
      ))}
    </PlainTable>
  );
}

/** One type by its name; several with how often each was seen. */
function typesText(
  types: Readonly<Record<string, number>>,
  known: ReturnType<typeof useKnown>,
  t: ReturnType<typeof useWords>,
  number: (value: number) => string,
): string {
  const found = Object.entries(types).sort(([, one], [, other]) => other - one);
  if (found.length === 0) return '—';
  if (found.length === 1) return known('type', found[0]![0]);
  return found
    .map(([type, count]) => t('type.mixed', { type: known('type', type), count: number(count) }))
    .join(' · ');
}

function Volume({ event }: { event: EventAt }) {
  const t = useWords();
  const format = useFormat();
  const most = format.number(Math.max(0, ...event.days));
  return (
    <div className={css.part}>
      <Spark
        days={event.days}
        label={t('event.trend.label', { name: event.name, most })}
        width={480}
        height={96}
      />
      <p className="soft">{t('event.trend.label', { name: event.name, most })}</p>
    </div>
  );
}

function Describe({ event }: { event: EventAt }) {
  const t = useWords();
  const can = useCan();
  return (
    <InlineForm<{ description?: string }, EventAt>
      initial={{ description: event.description }}
      save={({ description = '' }) => describeEvent(event.id, description)}
      refresh={[keys.events]}
      said={t('event.description.saved')}
      isReadOnly={!can('sources.write')}
    >
      <Form.Item
        name="description"
        label={t('event.description')}
        extra={t('event.description.hint')}
      >
        <Input.TextArea maxLength={2000} rows={4} />
      </Form.Item>
    </InlineForm>
  );
}
