/** What the list of customers can be narrowed to; the names stand in its address. */
import { createElement, lazy, Suspense, useMemo } from 'react';
import { useShops } from '../../../shared/api/shops';
import type { Filter } from '../../../shared/list/types';
import { useCan, useSession } from '../../../shared/session';
import { useSegments } from '../api';
import { RFM, SCORES, STAGES } from '../question';
import { useWords } from '../words';

// Seldom there: only a link from the registry of traits narrows by one.
const TraitFilter = lazy(async () => ({ default: (await import('./TraitFilter')).TraitFilter }));

export function useFilters(): readonly Filter[] {
  const t = useWords();
  const can = useCan();
  const { currency } = useSession().workspace;
  const shops = useShops().data?.items;
  const segments = useSegments(can('segments.read')).data?.items;
  return useMemo(() => {
    return [
      {
        kind: 'choice',
        name: 'stage',
        label: t('customer.stage'),
        options: STAGES.map((value) => ({ value, label: t(`stage.${value}`) })),
        many: true,
      },
      {
        kind: 'choice',
        name: 'rfm_segment',
        label: t('customer.rfm'),
        options: RFM.map((value) => ({ value, label: t(`rfm.${value}`) })),
        many: true,
      },
      {
        kind: 'choice',
        name: 'segment_id',
        label: t('customer.segment'),
        options: (segments ?? []).map(({ id, name }) => ({ value: String(id), label: name })),
      },
      {
        kind: 'choice',
        name: 'shop_id',
        label: t('customer.shops'),
        options: (shops ?? []).map(({ id, name }) => ({ value: String(id), label: name })),
        many: true,
      },
      { kind: 'dates', name: 'last', label: t('customer.last') },
      { kind: 'dates', name: 'created', label: t('customer.created') },
      { kind: 'text', name: 'orders_min', label: t('filter.orders'), width: 130 },
      { kind: 'text', name: 'net_min', label: t('filter.net', { currency }), width: 190 },
      has(t, 'has_email'),
      has(t, 'has_phone'),
      score(t, 'recency'),
      score(t, 'frequency'),
      score(t, 'monetary'),
      {
        kind: 'own',
        name: 'trait',
        label: t('filter.trait.label'),
        render: (value, set) =>
          value &&
          createElement(
            Suspense,
            {},
            createElement(TraitFilter, { value, onClear: () => set('') }),
          ),
      },
    ];
  }, [t, shops, segments, currency]);
}

type Say = ReturnType<typeof useWords>;

const score = (t: Say, name: 'recency' | 'frequency' | 'monetary'): Filter => ({
  kind: 'choice',
  name,
  label: t(`customer.${name}`),
  options: SCORES.map((one) => ({ value: String(one), label: String(one) })),
  many: true,
  width: 110,
});

const has = (t: Say, name: 'has_email' | 'has_phone'): Filter => ({
  kind: 'choice',
  name,
  label: t(`customer.${name}`),
  options: [
    { value: 'true', label: t(`${name}.true`) },
    { value: 'false', label: t(`${name}.false`) },
  ],
  width: 110,
});
