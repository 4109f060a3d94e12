/** Of people from another system: what they are, and whether somebody answers for their consent. */
import { Checkbox, Input, Select } from 'antd';
import type { Options, Plan } from '../api';
import { systemOf } from '../mapping';
import { useWords } from '../words';
import css from './parts.module.css';

const PEOPLE = ['', 'in', 'out', 'bounced', 'none'] as const;

interface MovingPartProps {
  plan: Plan;
  onChange: (plan: Plan) => void;
}

export function MovingPart({ plan, onChange }: MovingPartProps) {
  const t = useWords();
  const system = systemOf(plan.layout);
  const { options = {} } = plan;
  const set = (change: Partial<Options>) =>
    onChange({ ...plan, options: { ...options, ...change } });
  const words = {
    '': t('moving.people.none'),
    in: t('moving.people.in'),
    out: t('moving.people.out'),
    bounced: t('moving.people.bounced'),
    none: t('moving.people.never'),
  };
  return (
    <fieldset className={css.moving}>
      <legend>{system ? t('moving.title', { system }) : t('moving.title.other')}</legend>
      <p className="soft">{t('moving.text')}</p>
      <div className={css.options}>
        <label>
          <span className="soft">{t('moving.people')}</span>
          <Select
            aria-label={t('moving.people')}
            value={options.people ?? ''}
            options={PEOPLE.map((value) => ({ value, label: words[value] }))}
            onChange={(people) => set({ people })}
          />
        </label>
        <label>
          <span className="soft">{t('moving.list')}</span>
          <Input
            aria-label={t('moving.list')}
            value={options.list_name ?? ''}
            maxLength={114}
            placeholder={t('moving.list.example')}
            onChange={(event) => set({ list_name: event.target.value })}
          />
        </label>
      </div>
      <Consent options={options} set={set} />
      <Checkbox
        checked={options.is_nobody_made ?? false}
        onChange={(event) => set({ is_nobody_made: event.target.checked })}
      >
        {t('moving.nobody')}
      </Checkbox>
    </fieldset>
  );
}

interface ConsentProps {
  options: Partial<Options>;
  set: (change: Partial<Options>) => void;
}

/** Consent is nothing a file can give: somebody answers for it. */
function Consent({ options, set }: ConsentProps) {
  const t = useWords();
  return (
    <>
      <Checkbox
        checked={options.is_consent_kept ?? false}
        onChange={(event) => set({ is_consent_kept: event.target.checked })}
      >
        {t('moving.kept')}
      </Checkbox>
      {options.is_consent_kept && (
        <label>
          <span className="soft">{t('moving.wording')}</span>
          <Input
            aria-label={t('moving.wording')}
            value={options.wording ?? ''}
            maxLength={500}
            placeholder={t('moving.wording.example')}
            onChange={(event) => set({ wording: event.target.value })}
          />
          <span className="soft">{t('moving.kept.text')}</span>
        </label>
      )}
    </>
  );
}
