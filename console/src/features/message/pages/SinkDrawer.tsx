/** One mail of the sink: as it looks, as text, and its headers. */
import { Alert, Segmented, Tabs } from 'antd';
import { useState } from 'react';
import { useParams } from 'react-router';
import { RecordDrawer } from '../../../shared/ui/DetailDrawer';
import { HtmlPreview } from '../../../shared/ui/HtmlPreview';
import { Facts, Time } from '../../../shared/ui/small';
import { StatusTag } from '../../../shared/ui/StatusTag';
import { useSinkMail, type SinkMail } from '../api';
import { headerOf, headersToShow, signerOf } from '../mail';
import css from '../parts/parts.module.css';
import { useWords } from '../words';

export function Component() {
  const t = useWords();
  const id = Number(useParams()['mailId']);
  const mail = useSinkMail(id);
  return (
    <RecordDrawer
      key={id}
      of={mail}
      width={960}
      title={(found) => found?.subject || t('sink.subject.none')}
    >
      {(found) => <Content mail={found} />}
    </RecordDrawer>
  );
}

function Content({ mail }: { mail: SinkMail }) {
  const t = useWords();
  return (
    <div className={css.part}>
      <Alert type="info" showIcon title={t('mail.undelivered')} />
      <Summary mail={mail} />
      <Tabs
        items={[
          { key: 'html', label: t('mail.tab.html'), children: <Looks mail={mail} /> },
          { key: 'text', label: t('mail.tab.text'), children: <PlainText text={mail.text} /> },
          { key: 'headers', label: t('mail.tab.headers'), children: <Headers mail={mail} /> },
        ]}
      />
    </div>
  );
}

function Summary({ mail }: { mail: SinkMail }) {
  const t = useWords();
  const domain = signerOf(mail.headers);
  const canLeave = headerOf(mail.headers, 'List-Unsubscribe') !== undefined;
  return (
    <Facts
      items={[
        [t('mail.from'), headerOf(mail.headers, 'From') ?? mail.sender],
        [t('mail.to'), mail.recipients.join(', ')],
        [t('mail.at'), <Time key="at" at={mail.received_at} />],
        [
          t('mail.unsubscribe'),
          <StatusTag key="leave" tone={canLeave ? 'success' : 'warning'}>
            {canLeave ? t('mail.unsubscribe.yes') : t('mail.unsubscribe.no')}
          </StatusTag>,
        ],
        [
          t('mail.signature'),
          <StatusTag key="dkim" tone={domain ? 'success' : 'warning'}>
            {domain ? t('mail.signature.yes', { domain }) : t('mail.signature.no')}
          </StatusTag>,
        ],
      ]}
    />
  );
}

const WIDTHS = { wide: 720, small: 375 } as const;

function Looks({ mail }: { mail: SinkMail }) {
  const t = useWords();
  const [width, setWidth] = useState<keyof typeof WIDTHS>('wide');
  if (!mail.html) return <p>{t('mail.html.none')}</p>;
  return (
    <>
      <div className={css.tools}>
        <Segmented
          aria-label={t('mail.width')}
          value={width}
          onChange={setWidth}
          options={[
            { value: 'wide', label: t('mail.wide') },
            { value: 'small', label: t('mail.small') },
          ]}
        />
        <span className="soft">{t('mail.tracking')}</span>
      </div>
      <HtmlPreview
        html={mail.html}
        title={t('mail.frame', { subject: mail.subject })}
        width={WIDTHS[width]}
      />
    </>
  );
}

function PlainText({ text }: { text: string }) {
  const t = useWords();
  return text ? <pre className={css.text}>{text}</pre> : <p>{t('mail.text.none')}</p>;
}

function Headers({ mail }: { mail: SinkMail }) {
  return (
    <Facts
      items={headersToShow(mail.headers).map(({ name, value }) => [
        name,
        <code key={name}>{value}</code>,
      ])}
    />
  );
}
