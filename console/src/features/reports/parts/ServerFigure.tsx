/** A figure as the server gives it: formatted by its unit, with its definition and what is behind it. */
import { useCallback } from 'react';
import { useCan, useFormat } from '../../../shared/session';
import { serverWord } from '../../../shared/i18n';
import { Figure } from '../../../shared/ui/Figure';
import type { ServerFigure as Given } from '../api';
import { behindOf } from '../urls';
import { useWords } from '../words';

/** Formats a value by the unit the server names. */
export function useUnits(): (unit: string, value: number | null, exact?: boolean) => string {
  const format = useFormat();
  return useCallback(
    (unit, value, exact) => {
      if (value === null) return '—';
      if (unit === 'money') return format.money(Math.round(value), { whole: !exact });
      if (unit === 'share') return format.percent(value);
      return format.number(value);
    },
    [format],
  );
}

export function useLabel(): (code: string) => string {
  const t = useWords();
  return (code) => serverWord(`figure.${code}`) ?? t('figure.other', { code });
}

/** Whether this person may see who or what stands behind a figure. */
export function useMayOpen(): (figure: Given) => boolean {
  const can = useCan();
  return (figure) => can(figure.drilldown.kind === 'customers' ? 'customers.read' : 'orders.read');
}

export function ServerFigure({ figure, against }: { figure: Given; against?: string }) {
  const t = useWords();
  const units = useUnits();
  const label = useLabel()(figure.code);
  const mayOpen = useMayOpen();
  const good = figure.code === 'unsubscribed' || figure.code === 'failed' ? 'down' : 'up';
  return (
    <Figure
      label={label}
      value={units(figure.unit, figure.value ?? null)}
      unit={serverWord(`unit.${figure.unit}`)}
      definition={
        <>
          <p>{serverWord(`definition.${figure.code}`)}</p>
          {figure.numerator != null && figure.denominator != null && (
            <p>{t('figure.over', fraction(figure, units))}</p>
          )}
        </>
      }
      change={against ? { share: figure.change ?? null, against, good } : undefined}
      to={mayOpen(figure) ? behindOf(figure.drilldown, label) : undefined}
    />
  );
}

function fraction(figure: Given, units: ReturnType<typeof useUnits>) {
  const isMoney = figure.unit === 'money';
  return {
    numerator: units(isMoney ? 'money' : 'pieces', figure.numerator ?? 0),
    denominator: units('pieces', figure.denominator ?? 0),
  };
}
