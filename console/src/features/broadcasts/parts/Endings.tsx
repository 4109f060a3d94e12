/** Every message has an end: the sums, and the people behind failed, refused and unknown. */
import { Tabs } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import type { Schemas } from '../../../shared/api/client';
import { serverWord } from '../../../shared/i18n';
import { useFormat } from '../../../shared/session';
import { Figure, Figures } from '../../../shared/ui/Figure';
import { EmptyState, Ready } from '../../../shared/ui/State';
import { Facts } from '../../../shared/ui/small';
import { useMessages } from '../api';
import { useWords } from '../words';

interface EndingsProps {
  id: number;
  progress: Schemas['ProgressOut'];
  heldOut: number | null;
}

const LISTED = ['unknown', 'failed', 'refused'] as const;

export function Endings({ id, progress, heldOut }: EndingsProps) {
  const t = useWords();
  const format = useFormat();
  const [open, setOpen] = useState<string>('unknown');
  const figures = [
    ['sent', progress.sent],
    ['refused', progress.refused],
    ['failed', progress.failed],
    ['unknown', progress.unknown],
    ['queued', progress.queued],
  ] as const;
  return (
    <>
      {progress.trouble && (
        <p role="alert">
          {serverWord(`trouble.${progress.trouble.code}`) ?? progress.trouble.detail}
        </p>
      )}
      <Figures>
        {figures.map(([name, value]) => (
          <Figure
            key={name}
            label={t(name)}
            value={format.number(value)}
            definition={t(`${name}.means`)}
          />
        ))}
        <Figure label={t('heldout')} value={heldOut === null ? '—' : format.number(heldOut)} />
      </Figures>
      <p className="soft">
        {t('sum', {
          audience: progress.audience === null ? '…' : format.number(progress.audience),
        })}
      </p>
      {progress.reasons.length > 0 && (
        <Facts
          items={progress.reasons.map((row) => [
            serverWord(`reason.${row.reason}`) ?? row.reason,
            format.number(row.count),
          ])}
        />
      )}
      <Tabs
        activeKey={open}
        onChange={setOpen}
        items={LISTED.map((state) => ({
          key: state,
          label: t(state),
          children: <Messages id={id} state={state} />,
        }))}
      />
    </>
  );
}

function Messages({ id, state }: { id: number; state: string }) {
  const t = useWords();
  const asked = useMessages(id, state);
  return (
    <Ready of={asked} lines={3}>
      {(page) =>
        page.items.length === 0 ? (
          <EmptyState title={t('messages.none')} />
        ) : (
          <Facts
            items={page.items.map((row) => [
              serverWord(`reason.${row.reason}`) ?? (row.reason || '—'),
              <Link key={row.id} to={`/customers/${row.customer_id}`}>
                {t('customer', { id: row.customer_id })}
              </Link>,
            ])}
          />
        )
      }
    </Ready>
  );
}
