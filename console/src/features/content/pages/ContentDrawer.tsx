/** One content: how it looks, who changed it last, and what can be done with it. */
import { Button } from 'antd';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { useCan } from '../../../shared/session';
import { ConfirmDanger } from '../../../shared/ui/ConfirmDanger';
import { RecordDrawer } from '../../../shared/ui/DetailDrawer';
import { LinkButton } from '../../../shared/ui/LinkButton';
import { Facts, Time } from '../../../shared/ui/small';
import { useArchive, useContent, useCopy, useRestore, type Detail } from '../api';
import css from '../parts/content.module.css';
import { PreviewPane } from '../parts/PreviewPane';
import { urls } from '../urls';
import { useWords } from '../words';

export function Component() {
  const t = useWords();
  const id = Number(useParams().contentId);
  const asked = useContent(id);
  return (
    <RecordDrawer of={asked} title={(one) => one?.name ?? t('one')} width={960}>
      {(one) => <About one={one} />}
    </RecordDrawer>
  );
}

function About({ one }: { one: Detail }) {
  const t = useWords();
  const can = useCan();
  const [customer, setCustomer] = useState<number | null>(null);
  return (
    <>
      <div className={css.acts}>
        {can('content.write') && <Acts one={one} />}
        <LinkButton to={urls.versions(one.id)}>{t('versions')}</LinkButton>
      </div>
      <Facts
        items={[
          [t('subject'), one.version.subject],
          [t('preheader'), one.version.preheader || '—'],
          [t('version'), t('version.number', { number: one.latest })],
          [t('changed'), <Time key="at" at={one.updated_at} />],
          [t('changed.by'), one.changed_by],
        ]}
      />
      <div>
        <PreviewPane
          document={one.version.document}
          customerId={customer}
          onCustomer={setCustomer}
        />
      </div>
    </>
  );
}

function Acts({ one }: { one: Detail }) {
  const t = useWords();
  const navigate = useNavigate();
  const archive = useArchive(t('archived'));
  const restore = useRestore(t('restored'));
  const copy = useCopy(t('copied'), (made) => void navigate(urls.edit(made.id)));
  if (one.is_archived) {
    return (
      <Button type="primary" loading={restore.isPending} onClick={() => restore.mutate(one.id)}>
        {t('restore')}
      </Button>
    );
  }
  const { document } = one.version;
  return (
    <>
      <LinkButton to={urls.edit(one.id)} type="primary">
        {t('edit')}
      </LinkButton>
      <LinkButton to={urls.rename(one.id)}>{t('rename')}</LinkButton>
      <Button
        loading={copy.isPending}
        onClick={() => copy.mutate({ name: t('copy.name', { name: one.name }), document })}
      >
        {t('copy')}
      </Button>
      <ConfirmDanger
        title={t('archive.title', { name: one.name })}
        consequence={t('archive.text')}
        act={t('archive')}
        onConfirm={() => archive.mutateAsync(one.id)}
      >
        {(open) => <Button onClick={open}>{t('archive')}</Button>}
      </ConfirmDanger>
    </>
  );
}
