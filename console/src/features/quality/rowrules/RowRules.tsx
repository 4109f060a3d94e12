/** What rows of a source must be: the rules that persons have set, and how often rows broke them. */
import { Button, Switch } from 'antd';
import { Link } from 'react-router';
import { who } from '../../../shared/i18n';
import { useCan, useFormat } from '../../../shared/session';
import { ConfirmDanger } from '../../../shared/ui/ConfirmDanger';
import { LinkButton } from '../../../shared/ui/LinkButton';
import { Panel } from '../../../shared/ui/Page';
import { Time } from '../../../shared/ui/small';
import { EmptyState, Ready } from '../../../shared/ui/State';
import { StatusTag } from '../../../shared/ui/StatusTag';
import { PlainTable } from '../parts/pieces';
import css from '../quality.module.css';
import { urls } from '../urls';
import { useWords } from '../words';
import { useDelete, useRowRules, useTurn, type RowRule, type Subject } from './api';
import { useSaid } from './saying';

export function RowRules({ kind, id }: { kind: string; id: number }) {
  const t = useWords();
  const mayWrite = useCan()('sources.write');
  const asked = useRowRules({ source_kind: kind, source_id: id });
  const columns = [t('rule'), t('row.severity'), t('row.broken'), t('row.set'), t('leaving.on')];
  if (mayWrite) columns.push(t('leaving.act'));
  return (
    <Panel
      title={t('row.rules')}
      act={mayWrite && <LinkButton to={urls.rowRuleAdd(kind, id)}>{t('leaving.add')}</LinkButton>}
      flush
    >
      <Ready of={asked}>
        {({ items, orders, products }) =>
          items.length === 0 ? (
            <EmptyState title={t('row.none')} text={t('row.none.text')} />
          ) : (
            <PlainTable label={t('row.rules')} columns={columns}>
              {items.map((rule) => (
                <Line
                  key={rule.id}
                  rule={rule}
                  subjects={kind === 'file_products' ? products : orders}
                  mayWrite={mayWrite}
                />
              ))}
            </PlainTable>
          )
        }
      </Ready>
      <p className={`soft ${css.how}`}>
        {t(kind === 'connection' ? 'row.how.connection' : 'row.how')}
      </p>
    </Panel>
  );
}

interface LineProps {
  rule: RowRule;
  subjects: readonly Subject[];
  mayWrite: boolean;
}

function Line({ rule, subjects, mayWrite }: LineProps) {
  const t = useWords();
  const format = useFormat();
  const said = useSaid(subjects)(rule.test);
  const turn = useTurn(rule, t('rule.saved'));
  return (
    <tr>
      <td>{said}</td>
      <td>
        <Severity of={rule.severity} />
      </td>
      <td>{format.number(rule.broken)}</td>
      <td>
        {who(rule.changed_by)}, <Time at={rule.changed_at} ago />
      </td>
      <td>
        <Switch
          size="small"
          aria-label={t('rule.on', { rule: said })}
          checked={rule.is_on}
          disabled={!mayWrite}
          loading={turn.isPending}
          onChange={(isOn) => turn.mutate(isOn)}
        />
      </td>
      {mayWrite && (
        <td>
          <Acts rule={rule} said={said} />
        </td>
      )}
    </tr>
  );
}

function Severity({ of }: { of: RowRule['severity'] }) {
  const t = useWords();
  return (
    <StatusTag tone={of === 'hold' ? 'danger' : 'warning'}>{t(`row.severity.${of}`)}</StatusTag>
  );
}

function Acts({ rule, said }: { rule: RowRule; said: string }) {
  const t = useWords();
  const remove = useDelete(rule.id, t('leaving.deleted'));
  const { source_kind: kind, source_id: id } = rule;
  return (
    <div className={css.limit}>
      <Link to={urls.rowRule(kind, id, rule.id)} aria-label={t('leaving.edit.one', { name: said })}>
        {t('leaving.edit')}
      </Link>
      <ConfirmDanger
        title={t('leaving.delete.title', { name: said })}
        consequence={t(rule.severity === 'hold' ? 'row.delete.hold' : 'row.delete.warn')}
        act={t('leaving.delete')}
        onConfirm={() => remove.mutateAsync()}
      >
        {(open) => (
          <Button size="small" aria-label={t('leaving.delete.one', { name: said })} onClick={open}>
            {t('leaving.delete')}
          </Button>
        )}
      </ConfirmDanger>
    </div>
  );
}
