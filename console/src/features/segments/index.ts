/** Segments: who is meant. A rule is built, counted while it is built, and said as a sentence. */
import type { Feature } from '../../shared/feature';

export const segments: Feature = {
  area: 'segments',
  pages: [
    {
      path: 'segments',
      menu: 'nav.segments',
      needs: 'segments.read',
      lazy: () => import('./pages/SegmentList'),
      children: [{ path: ':segmentId', lazy: () => import('./pages/SegmentDrawer') }],
    },
    {
      path: 'segment-editor/:segmentId',
      needs: 'segments.write',
      lazy: () => import('./pages/SegmentEditor'),
    },
  ],
};
