/** Data quality: how good what arrives is, by source and day, and what is wrong now. */
import { lazy } from 'react';
import type { Feature } from '../../shared/feature';

export const quality: Feature = {
  area: 'data',
  pages: [
    {
      path: 'data/quality',
      menu: 'nav.data.quality',
      needs: 'sources.read',
      mark: lazy(async () => ({ default: (await import('./parts/Mark')).Mark })),
      lazy: () => import('./pages/QualityPage'),
    },
    {
      path: 'data/quality/:kind/:sourceId',
      needs: 'sources.read',
      lazy: () => import('./pages/SourceQuality'),
      children: [
        {
          path: 'new',
          needs: 'sources.write',
          lazy: () => import('./rowrules/RowRuleAdd'),
        },
        {
          path: ':rowRuleId',
          needs: 'sources.write',
          lazy: () => import('./rowrules/RowRuleChange'),
        },
      ],
    },
    {
      path: 'data/left-out',
      menu: 'nav.data.leftOut',
      needs: 'sources.read',
      lazy: () => import('./leaving/LeavingPage'),
      children: [
        { path: 'new', needs: 'sources.write', lazy: () => import('./leaving/RuleAdd') },
        { path: ':ruleId', needs: 'sources.write', lazy: () => import('./leaving/RuleChange') },
      ],
    },
  ],
};
