/** Take a list or a whole table away as a file, and find the files again. */
import { Button, Checkbox, DatePicker, Form, Radio, Select, Table } from 'antd';
import type { Dayjs } from 'dayjs';
import { useAct } from '../../../shared/api/queries';
import { startOfDay } from '../../../shared/format';
import { useLanguage } from '../../../shared/preferences';
import { useCan, useFormat } from '../../../shared/session';
import { InlineForm } from '../../../shared/ui/FormDrawer';
import { Page, Panel } from '../../../shared/ui/Page';
import { EmptyState, Ready } from '../../../shared/ui/State';
import { Time } from '../../../shared/ui/small';
import {
  beginExport,
  downloadExport,
  FORMATS,
  keys,
  LISTS,
  PERIODS,
  useExports,
  type Export,
  type ListName,
  type Wish,
} from '../api';
import { useWords } from '../words';

interface Values {
  list_name: ListName;
  format: (typeof FORMATS)[number];
  since?: Dayjs | null;
  until?: Dayjs | null;
  is_whole?: boolean;
}

export function Component() {
  const t = useWords();
  const mine = useExports();
  return (
    <Page title={t('title')} lead={t('lead')}>
      <Panel narrow title={t('new')}>
        <NewExport />
      </Panel>
      <Panel title={t('mine')} flush>
        <Ready of={mine}>{(rows) => <Mine rows={rows} />}</Ready>
      </Panel>
    </Page>
  );
}

function NewExport() {
  const t = useWords();
  const can = useCan();
  const { timezone } = useFormat();
  const language = useLanguage() === 'zh-CN' ? 'zh' : 'en';
  return (
    <InlineForm<Values, Export>
      initial={{ list_name: 'order_lines', format: 'csv' }}
      act={t('begin')}
      said={t('begun')}
      save={(values) => beginExport(wishOf(values, timezone, language))}
      refresh={[keys.exports]}
    >
      <Form.Item name="list_name" label={t('list')} required>
        <Select options={LISTS.map((value) => ({ value, label: t(`list.${value}`) }))} />
      </Form.Item>
      <Form.Item name="format" label={t('format')} required>
        <Radio.Group
          options={FORMATS.map((value) => ({ value, label: value.toUpperCase() }))}
          optionType="button"
        />
      </Form.Item>
      <Period />
      {can('customers.reveal') && <Whole />}
    </InlineForm>
  );
}

function Period() {
  const t = useWords();
  const list = Form.useWatch<ListName | undefined>('list_name') ?? 'order_lines';
  if (PERIODS[list] === null) return <p className="soft">{t('period.none')}</p>;
  return (
    <>
      <Form.Item name="since" label={t('since')}>
        <DatePicker />
      </Form.Item>
      <Form.Item name="until" label={t('until')}>
        <DatePicker />
      </Form.Item>
    </>
  );
}

function Whole() {
  const t = useWords();
  const list = Form.useWatch<ListName | undefined>('list_name');
  if (list !== 'customers') return null;
  return (
    <Form.Item name="is_whole" valuePropName="checked">
      <Checkbox>{t('whole')}</Checkbox>
    </Form.Item>
  );
}

/** What is asked of the server: days begin in the workspace's zone, the last one is whole. */
function wishOf(values: Values, timezone: string, language: 'zh' | 'en'): Wish {
  const names = PERIODS[values.list_name];
  const filters: Record<string, string> = {};
  const day = (one: Dayjs) => startOfDay(one.format('YYYY-MM-DD'), timezone);
  if (names && values.since) filters[names[0]] = day(values.since);
  if (names && values.until) filters[names[1]] = day(values.until.add(1, 'day'));
  const isWhole = values.list_name === 'customers' && values.is_whole === true;
  return {
    list_name: values.list_name,
    format: values.format,
    filters,
    sort: '',
    columns: [],
    language,
    is_whole: isWhole,
  };
}

function Mine({ rows }: { rows: readonly Export[] }) {
  const t = useWords();
  const format = useFormat();
  if (rows.length === 0) return <EmptyState title={t('none')} text={t('none.text')} />;
  return (
    <Table<Export>
      size="small"
      pagination={false}
      rowKey="id"
      dataSource={[...rows]}
      scroll={{ x: 'max-content' }}
      columns={[
        { key: 'at', title: t('at'), render: (_, row) => <Time at={row.created_at} /> },
        {
          key: 'list',
          title: t('list'),
          render: (_, row) => t(`list.${row.list_name as ListName}`),
        },
        { key: 'format', title: t('format'), render: (_, row) => row.format.toUpperCase() },
        {
          key: 'rows',
          title: t('rows'),
          align: 'right',
          render: (_, row) => (row.rows === null ? '—' : format.number(row.rows)),
        },
        { key: 'file', title: t('file'), render: (_, row) => <File row={row} /> },
      ]}
    />
  );
}

function File({ row }: { row: Export }) {
  const t = useWords();
  const act = useAct({ run: () => downloadExport(row) });
  if (row.finished_at === null) return <span className="soft">{t('file.running')}</span>;
  if (!row.is_kept) return <span className="soft">{t('file.gone')}</span>;
  return (
    <Button
      size="small"
      loading={act.isPending}
      onClick={() => act.mutate()}
      aria-label={`${t('download')} ${row.id}`}
    >
      {t('download')}
    </Button>
  );
}
