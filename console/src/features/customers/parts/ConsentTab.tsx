/** What a customer allowed and refused, why they may or may not be reached, and the proofs. */
import { Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { who } from '../../../shared/i18n';
import { useCan } from '../../../shared/session';
import { InlineForm } from '../../../shared/ui/FormDrawer';
import { Facts, Time } from '../../../shared/ui/small';
import { Ready } from '../../../shared/ui/State';
import type { Schemas } from '../../../shared/api/client';
import { keys, recordConsent, useConsent, type Standing } from '../api';
import { useWords } from '../words';
import { Answer } from './Answer';
import css from './parts.module.css';
import { useKnown } from './useKnown';
import { useSource } from './useSource';

type State = Schemas['AnswerIn']['state'];

interface Asking {
  standing: Standing;
  state: State;
}

export function ConsentTab({ id }: { id: number }) {
  const t = useWords();
  const asked = useConsent(id);
  const [asking, setAsking] = useState<Asking>();
  return (
    <Ready of={asked}>
      {({ standings, proofs }) => (
        <>
          <Standings standings={standings} onAsk={setAsking} />
          <h3>{t('consent.proofs')}</h3>
          <Proofs proofs={proofs} />
          {asking && <Record id={id} {...asking} onClose={() => setAsking(undefined)} />}
        </>
      )}
    </Ready>
  );
}

function Standings(props: { standings: readonly Standing[]; onAsk: (asking: Asking) => void }) {
  const t = useWords();
  const known = useKnown();
  const mayWrite = useCan()('consent.write');
  return (
    <Facts
      items={props.standings.map((one) => {
        const name = `${known('purpose', one.purpose)} · ${known('channel', one.channel)}`;
        const next: State = one.state === 'granted' ? 'withdrawn' : 'granted';
        const answers: State[] = one.state === null ? ['granted', 'withdrawn'] : [next];
        return [
          name,
          <div key={name} className={css.line}>
            <Answer state={one.state} />
            {one.changed_at && <Time at={one.changed_at} ago />}
            <span className="soft">
              {one.refusal
                ? t('consent.refused', { why: known('refusal', one.refusal) })
                : t('consent.reachable')}
            </span>
            {mayWrite &&
              answers.map((state) => (
                <Button
                  key={state}
                  size="small"
                  aria-label={`${t(`consent.act.${state}`)}: ${name}`}
                  onClick={() => props.onAsk({ standing: one, state })}
                >
                  {t(`consent.act.${state}`)}
                </Button>
              ))}
          </div>,
        ] as const;
      })}
    />
  );
}

function Proofs({ proofs }: { proofs: readonly Schemas['ProofOut'][] }) {
  const t = useWords();
  const known = useKnown();
  const from = useSource();
  if (proofs.length === 0) return <p className="soft">{t('consent.proofs.none')}</p>;
  return (
    <ol className={css.events}>
      {proofs.map((one) => (
        <li key={one.id}>
          <Time at={one.at} />
          <div>
            <Answer state={one.state} /> {known('purpose', one.purpose)} ·{' '}
            {known('channel', one.channel)}{' '}
            <span className="soft">
              {[
                known('means', one.means),
                one.recorded_by && who(one.recorded_by),
                one.source && from(one.source),
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
            {one.wording && <blockquote>{one.wording}</blockquote>}
          </div>
        </li>
      ))}
    </ol>
  );
}

function Record(props: Asking & { id: number; onClose: () => void }) {
  const t = useWords();
  const known = useKnown();
  const { standing, state, id, onClose } = props;
  const isGrant = state === 'granted';
  const of = `${known('purpose', standing.purpose)} · ${known('channel', standing.channel)}`;
  return (
    <Modal
      open
      title={`${t(`consent.act.${state}`)}: ${of}`}
      footer={null}
      onCancel={onClose}
      destroyOnHidden
    >
      <p className="soft">{t('consent.record.text')}</p>
      <InlineForm<{ source: string; wording?: string }>
        initial={{}}
        act={t(`consent.act.${state}`)}
        save={({ source, wording = '' }) =>
          recordConsent(id, {
            purpose: standing.purpose as Schemas['AnswerIn']['purpose'],
            channel: standing.channel,
            state,
            source,
            wording,
            means: 'staff',
          })
        }
        refresh={[keys.customers]}
        then={onClose}
        onCancel={onClose}
      >
        <Form.Item name="source" label={t('consent.source')} rules={[{ required: true }]}>
          <Input maxLength={120} placeholder={t('consent.source.hint')} />
        </Form.Item>
        <Form.Item name="wording" label={t('consent.wording')} rules={[{ required: isGrant }]}>
          <Input.TextArea rows={3} maxLength={2000} />
        </Form.Item>
      </InlineForm>
    </Modal>
  );
}
