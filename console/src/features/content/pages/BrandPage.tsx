/** What do our mails look like? The brand that dresses every version saved from now on. */
import { Button, Input } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { useAct } from '../../../shared/api/queries';
import { useLanguage } from '../../../shared/preferences';
import { useCan, useFormat } from '../../../shared/session';
import { LeaveGuard } from '../../../shared/ui/LeaveGuard';
import { Page, Panel } from '../../../shared/ui/Page';
import { Ready } from '../../../shared/ui/State';
import { keys, saveBrand, useBrand, type Brand } from '../api';
import { contrast, READABLE } from '../contrast';
import type { MailDocument } from '../document';
import css from '../parts/content.module.css';
import { useFaultText } from '../parts/FaultText';
import { ColourField, Field, HTTPS } from '../parts/fields';
import { PreviewPane } from '../parts/PreviewPane';
import { usePausedValue } from '../parts/usePausedValue';
import { urls } from '../urls';
import { useWords } from '../words';

export function Component() {
  const t = useWords();
  const asked = useBrand();
  return (
    <Page title={t('brand.title')} lead={t('brand.lead')}>
      <Ready of={asked}>{(brand) => <Dress saved={brand} />}</Ready>
    </Page>
  );
}

const TYPING_PAUSE = 400;

function Dress({ saved }: { saved: Brand }) {
  const t = useWords();
  const [brand, setBrand] = useState(saved);
  const sample = useSample();
  const isDirty = JSON.stringify(brand) !== JSON.stringify(saved);
  const tried = usePausedValue(brand, TYPING_PAUSE);
  // Half an address is no address yet: the preview waits for the whole of it.
  const dress = { ...tried, logo: isAddress(tried.logo ?? '') ? tried.logo : '' };
  return (
    <div className={css.two}>
      <LeaveGuard isDirty={isDirty} />
      <Panel title={t('brand.settings')}>
        <Settings
          brand={brand}
          change={(part) => setBrand({ ...brand, ...part })}
          said={setBrand}
          isDirty={isDirty}
        />
      </Panel>
      <div className={css.stays}>
        <Panel title={t('brand.preview')}>
          <PreviewPane document={sample} brand={dress} isPlain />
        </Panel>
      </div>
    </div>
  );
}

const isAddress = (text: string) => /^https?:\/\/[^\s/]+\.[^\s/]+\/\S/.test(text);

interface SettingsProps {
  brand: Brand;
  change: (part: Partial<Brand>) => void;
  said: (brand: Brand) => void;
  isDirty: boolean;
}

function Settings({ brand, change, said, isDirty }: SettingsProps) {
  const t = useWords();
  const can = useCan();
  const fault = useFaultText();
  const [wrong, setWrong] = useState('');
  const save = useAct<void, Brand>({
    run: () => saveBrand(brand),
    refresh: [keys.content],
    said: t('brand.saved'),
    then: said,
    failed: (problem) => {
      const isLogo = problem.where.endsWith('logo');
      setWrong(isLogo ? fault(problem) : '');
      return isLogo;
    },
  });
  const mayWrite = can('content.write');
  const setLogo = (logo: string) => {
    setWrong('');
    change({ logo });
  };
  return (
    <fieldset className={`${css.fields} ${css.set}`} disabled={!mayWrite}>
      <Field label={t('brand.name')} extra={t('brand.name.extra')}>
        {(control) => (
          <Input
            {...control}
            value={brand.name}
            maxLength={200}
            onChange={(event) => change({ name: event.target.value })}
          />
        )}
      </Field>
      <Logo logo={brand.logo ?? ''} wrong={wrong} change={setLogo} />
      <Colours brand={brand} change={change} />
      <p className="soft small">
        {t('brand.footer')}{' '}
        {can('channels.read') && <Link to={urls.sender()}>{t('brand.footer.link')}</Link>}
      </p>
      {mayWrite && (
        <div>
          <Button
            type="primary"
            disabled={!isDirty}
            loading={save.isPending}
            onClick={() => save.mutate()}
          >
            {t('editor.save')}
          </Button>
        </div>
      )}
    </fieldset>
  );
}

interface LogoProps {
  logo: string;
  wrong: string;
  change: (logo: string) => void;
}

function Logo({ logo, wrong, change }: LogoProps) {
  const t = useWords();
  return (
    <Field label={t('brand.logo')} extra={t('brand.logo.extra')} error={wrong || undefined}>
      {(control) => (
        <Input
          {...control}
          value={logo}
          maxLength={2000}
          placeholder={HTTPS}
          onChange={(event) => change(event.target.value.trim())}
        />
      )}
    </Field>
  );
}

const COLOURS = ['accent', 'background', 'text'] as const;

function Colours({ brand, change }: Pick<SettingsProps, 'brand' | 'change'>) {
  const t = useWords();
  const format = useFormat();
  const hint = (name: (typeof COLOURS)[number]) => {
    // Words of a button are white; words of the mail stand on white.
    const ratio = name === 'background' ? READABLE : contrast(brand[name] ?? '#000000', '#ffffff');
    if (ratio < READABLE)
      return t('brand.contrast', { ratio: format.number(ratio, { digits: 1 }) });
    return name === 'accent' ? t('brand.accent.extra') : undefined;
  };
  return COLOURS.map((name) => (
    <ColourField
      key={name}
      label={t(`brand.${name}`)}
      value={brand[name] ?? null}
      extra={hint(name)}
      onChange={(colour) => colour !== null && change({ [name]: colour })}
    />
  ));
}

/** A short mail that shows every part of the dress. */
function useSample(): MailDocument {
  const t = useWords();
  const language = useLanguage();
  return {
    kind: 'blocks',
    subject: t('brand.sample.subject'),
    preheader: t('brand.sample.text'),
    language,
    blocks: [
      { kind: 'heading', text: t('brand.sample.heading') },
      { kind: 'text', html: `<p>${t('brand.sample.text')}</p>` },
      { kind: 'button', text: t('brand.sample.button'), url: 'https://example.com/' },
    ],
  };
}
