/** A mail as it arrives: for a made-up customer or a real one, on a desktop, a phone, or as plain text. */
import { Segmented } from 'antd';
import { useState } from 'react';
import { Problem } from '../../../shared/api/problem';
import { useCan } from '../../../shared/session';
import { serverWord } from '../../../shared/i18n';
import { HtmlPreview } from '../../../shared/ui/HtmlPreview';
import { Bones, EmptyState } from '../../../shared/ui/State';
import { useMail, usePreview, type Brand } from '../api';
import type { MailDocument } from '../document';
import { useWords } from '../words';
import { CustomerPick } from './CustomerPick';
import { useFaultText } from './FaultText';
import css from './content.module.css';

interface PreviewPaneProps {
  /** Null while there is nothing to show. */
  document: MailDocument | null;
  brand?: Brand;
  /** Without a choice of customers. */
  isPlain?: boolean;
  customerId?: number | null;
  onCustomer?: (id: number | null) => void;
}

const HOW = ['wide', 'phone', 'text'] as const;
type How = (typeof HOW)[number];
const WIDTHS = { wide: 640, phone: 375 };

export function PreviewPane(props: PreviewPaneProps) {
  const { document, brand, isPlain, customerId = null, onCustomer } = props;
  const t = useWords();
  const can = useCan();
  const [how, setHow] = useState<How>('wide');
  const sample = usePreview(document, brand);
  const mail = useMail(document, customerId);
  const asked = customerId === null ? sample : mail;
  const shown = useLast(asked.data, customerId);
  const error = sample.error ?? (customerId === null ? null : mail.error);
  return (
    <>
      <div className={css.bar}>
        {!isPlain && can('customers.read') && onCustomer && (
          <CustomerPick value={customerId} onChange={onCustomer} />
        )}
        <Segmented<How>
          aria-label={t('preview.how')}
          value={how}
          options={HOW.map((value) => ({ value, label: t(`preview.${value}`) }))}
          onChange={setHow}
        />
      </div>
      {document !== null && error !== null && <Stale error={error} isShown={Boolean(shown)} />}
      {document === null ? (
        <EmptyState title={t('preview.none')} text={t('preview.none.text')} />
      ) : shown ? (
        <>
          <Inbox
            subject={document.subject === '—' ? '' : shown.subject}
            preheader={sample.data?.preheader ?? ''}
          />
          <Mail html={shown.html} text={shown.text} how={how} />
          {sample.data && <Remarks codes={sample.data.warnings} links={sample.data.links.length} />}
        </>
      ) : (
        error === null && <Bones lines={8} />
      )}
    </>
  );
}

/** The last good answer for this customer: a mistake does not take the mail away. */
function useLast<Data>(data: Data | undefined, of: number | null): Data | undefined {
  const [last, setLast] = useState<{ data: Data; of: number | null }>();
  if (data !== undefined && (last?.data !== data || last.of !== of)) setLast({ data, of });
  return data ?? (last?.of === of ? last.data : undefined);
}

function Stale({ error, isShown }: { error: Error; isShown: boolean }) {
  const t = useWords();
  const fault = useFaultText();
  const text = error instanceof Problem ? fault(error) : error.message;
  return (
    <div className={css.warning} role="status">
      {t('preview.failed', { text })} {isShown && t('preview.stale')}
    </div>
  );
}

function Inbox({ subject, preheader }: { subject: string; preheader: string }) {
  const t = useWords();
  return (
    <div className={css.inbox} role="group" aria-label={t('preview.from')}>
      <strong>{subject || t('preview.subject.none')}</strong>{' '}
      {preheader && <span className="soft">{preheader}</span>}
    </div>
  );
}

function Mail({ html, text, how }: { html: string; text: string; how: How }) {
  const t = useWords();
  if (how === 'text') {
    return (
      <pre className={css.plain} tabIndex={0} role="region" aria-label={t('preview.text')}>
        {text}
      </pre>
    );
  }
  return (
    <div className={css.mail} tabIndex={0} role="region" aria-label={t('preview.title')}>
      {/* The frame measures itself when it is filled: another width is another frame. */}
      <HtmlPreview key={how} html={html} title={t('preview.frame')} width={WIDTHS[how]} />
    </div>
  );
}

function Remarks({
  codes,
  links,
}: {
  codes: readonly { code: string; detail: string }[];
  links: number;
}) {
  const t = useWords();
  return (
    <ul className={`${css.remarks} soft small`}>
      {codes.map(({ code, detail }) => (
        <li key={code}>{serverWord(`remark.${code}`) ?? detail}</li>
      ))}
      {links > 0 && <li>{t('preview.links', { count: links })}</li>}
    </ul>
  );
}
