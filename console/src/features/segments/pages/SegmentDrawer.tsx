/** One segment: its sentence, who is in it, and who came and went at each evaluation. */
import { Button, Tabs } from 'antd';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { useAct } from '../../../shared/api/queries';
import { useCan, useFormat } from '../../../shared/session';
import { ConfirmDanger } from '../../../shared/ui/ConfirmDanger';
import { RecordDrawer } from '../../../shared/ui/DetailDrawer';
import { LinkButton } from '../../../shared/ui/LinkButton';
import { EmptyState, Ready } from '../../../shared/ui/State';
import { Facts, RuleSentence, Time } from '../../../shared/ui/small';
import {
  evaluate,
  keys,
  useArchive,
  useDuplicate,
  useHistory,
  useMembers,
  useRestore,
  useSegment,
  type Detail,
} from '../api';
import css from '../parts/Builder.module.css';
import { urls } from '../urls';
import { useWords } from '../words';

export function Component() {
  const t = useWords();
  const can = useCan();
  const id = Number(useParams().segmentId);
  const asked = useSegment(id);
  return (
    <RecordDrawer
      of={asked}
      title={(segment) => segment?.name ?? t('segment')}
      acts={(segment) => can('segments.write') && <Acts segment={segment} />}
    >
      {(segment) => <Content segment={segment} />}
    </RecordDrawer>
  );
}

function Acts({ segment }: { segment: Detail }) {
  const t = useWords();
  const navigate = useNavigate();
  const archive = useArchive(t('archived'));
  const restore = useRestore(t('restored'));
  const copy = useDuplicate(t('copied'), (made) => void navigate(urls.edit(made.id)));
  if (segment.is_archived) {
    return (
      <Button loading={restore.isPending} onClick={() => restore.mutate(segment.id)}>
        {t('restore')}
      </Button>
    );
  }
  const name = t('copy.name', { name: segment.name });
  return (
    <div className={css.line}>
      {segment.kind === 'dynamic' && (
        <LinkButton to={urls.edit(segment.id)} type="primary">
          {t('edit')}
        </LinkButton>
      )}
      <Button loading={copy.isPending} onClick={() => copy.mutate({ id: segment.id, name })}>
        {t('copy')}
      </Button>
      <ConfirmDanger
        title={t('archive.title', { name: segment.name })}
        consequence={t('archive.text')}
        act={t('archive')}
        onConfirm={() => archive.mutateAsync(segment.id)}
      >
        {(open) => <Button onClick={open}>{t('archive')}</Button>}
      </ConfirmDanger>
    </div>
  );
}

function Content({ segment }: { segment: Detail }) {
  const t = useWords();
  const format = useFormat();
  const again = useAct<number>({
    run: evaluate,
    refresh: [keys.segments],
    said: t('evaluating'),
  });
  return (
    <>
      {segment.problem && <p role="alert">{segment.problem.detail}</p>}
      <RuleSentence sentence={segment.sentence} />
      <Facts
        items={[
          [
            t('segment.count'),
            segment.count === null ? (
              '—'
            ) : (
              <Link to={urls.customersOf(segment.id)}>{format.number(segment.count)}</Link>
            ),
          ],
          [t('segment.evaluated'), <Time key="at" at={segment.evaluated_at} ago />],
          [t('segment.evaluation'), segment.evaluation],
          [t('segment.version'), segment.version],
          [t('segment.owner'), segment.owner],
          [t('segment.description'), segment.description || '—'],
        ]}
      />
      <p>
        <Button size="small" loading={again.isPending} onClick={() => again.mutate(segment.id)}>
          {t('evaluate')}
        </Button>
      </p>
      <Tabs
        items={[
          { key: 'members', label: t('members'), children: <Members id={segment.id} /> },
          { key: 'history', label: t('history'), children: <History id={segment.id} /> },
        ]}
      />
    </>
  );
}

function Members({ id }: { id: number }) {
  const t = useWords();
  const [cursor, setCursor] = useState('');
  const asked = useMembers(id, cursor);
  return (
    <Ready of={asked}>
      {(page) =>
        page.items.length === 0 ? (
          <EmptyState title={t('members.none')} text={t('members.none.text')} />
        ) : (
          <>
            <ul className={css.people}>
              {page.items.map((one) => (
                <li key={one.customer_id}>
                  <Link to={`/customers/${one.customer_id}`}>
                    {one.name || t('preview.number', { id: one.customer_id })}
                  </Link>
                </li>
              ))}
            </ul>
            {page.next_cursor && (
              <Button onClick={() => setCursor(page.next_cursor ?? '')}>{t('members.next')}</Button>
            )}
          </>
        )
      }
    </Ready>
  );
}

function History({ id }: { id: number }) {
  const t = useWords();
  const format = useFormat();
  const asked = useHistory(id);
  return (
    <Ready of={asked}>
      {(page) => (
        <Facts
          items={page.items.map((one) => [
            t('history.one', { number: one.number }),
            <span key={one.number}>
              {t('history.line', {
                count: format.number(one.count),
                entered: format.number(one.entered),
                left: format.number(one.left),
              })}{' '}
              <Time at={one.at} ago />
            </span>,
          ])}
        />
      )}
    </Ready>
  );
}
