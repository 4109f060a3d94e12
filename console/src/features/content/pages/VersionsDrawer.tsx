/** Every saved version: look at one, and bring it back as the newest. */
import { Button } from 'antd';
import { Link, useParams } from 'react-router';
import { useAct } from '../../../shared/api/queries';
import { useCan } from '../../../shared/session';
import { RecordDrawer } from '../../../shared/ui/DetailDrawer';
import { Ready } from '../../../shared/ui/State';
import { StatusTag } from '../../../shared/ui/StatusTag';
import { Time } from '../../../shared/ui/small';
import { useUrlState, whole } from '../../../shared/url/useUrlState';
import {
  keys,
  saveVersion,
  useContent,
  useVersion,
  useVersions,
  type Detail,
  type Version,
} from '../api';
import css from '../parts/content.module.css';
import { PreviewPane } from '../parts/PreviewPane';
import { useWords } from '../words';

export function Component() {
  const t = useWords();
  const id = Number(useParams().contentId);
  const asked = useContent(id);
  return (
    <RecordDrawer
      of={asked}
      title={(one) => t('versions.title', { name: one?.name ?? '' })}
      width={960}
    >
      {(one) => <Versions one={one} />}
    </RecordDrawer>
  );
}

const PLACE = { version: whole(0) };

function Versions({ one }: { one: Detail }) {
  const t = useWords();
  const [place] = useUrlState(PLACE);
  const number = place.version || one.latest;
  return (
    <>
      <p className="soft">{t('versions.lead')}</p>
      <div className={css.versions}>
        <Numbers one={one} shown={number} />
        <Shown one={one} number={number} />
      </div>
    </>
  );
}

function Numbers({ one, shown }: { one: Detail; shown: number }) {
  const t = useWords();
  const asked = useVersions(one.id);
  return (
    <Ready of={asked} lines={4}>
      {(lines) => (
        <ol className={css.numbers} reversed aria-label={t('versions')}>
          {lines.map((line) => (
            <li key={line.id}>
              <Link
                to={{ search: `?version=${line.number}` }}
                replace
                aria-current={line.number === shown ? 'true' : undefined}
              >
                <strong>{t('version.number', { number: line.number })}</strong>{' '}
                {line.number === one.latest && (
                  <StatusTag tone="success">{t('versions.current')}</StatusTag>
                )}
                <div>{line.subject}</div>
                <div className="soft small">
                  {t('versions.line', { who: line.created_by })} <Time at={line.created_at} />
                </div>
              </Link>
            </li>
          ))}
        </ol>
      )}
    </Ready>
  );
}

function Shown({ one, number }: { one: Detail; number: number }) {
  const can = useCan();
  const asked = useVersion(one.id, number);
  return (
    <Ready of={asked} lines={8}>
      {(version) => (
        <div className={css.fields}>
          {can('content.write') && number !== one.latest && !one.is_archived && (
            <Restore one={one} version={version} />
          )}
          <div>
            <PreviewPane document={version.document} isPlain />
          </div>
        </div>
      )}
    </Ready>
  );
}

function Restore({ one, version }: { one: Detail; version: Version }) {
  const t = useWords();
  const [, setPlace] = useUrlState(PLACE);
  const restore = useAct<void, Version>({
    run: () => saveVersion(one.id, version.document, one.latest),
    refresh: [keys.content],
    said: ({ number }) => t('versions.restored', { number }),
    then: () => setPlace({ version: 0 }),
  });
  return (
    <div>
      <Button type="primary" loading={restore.isPending} onClick={() => restore.mutate()}>
        {t('versions.restore')}
      </Button>
    </div>
  );
}
