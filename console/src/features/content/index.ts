/** Content: what a mail says, its versions, and the brand it is dressed in. */
import type { Feature } from '../../shared/feature';

export const content: Feature = {
  area: 'content',
  pages: [
    {
      path: 'content',
      menu: 'nav.content.mails',
      needs: 'content.read',
      lazy: () => import('./pages/ContentList'),
      children: [
        { path: ':contentId', lazy: () => import('./pages/ContentDrawer') },
        {
          path: ':contentId/rename',
          needs: 'content.write',
          lazy: () => import('./pages/RenameDrawer'),
        },
        { path: ':contentId/versions', lazy: () => import('./pages/VersionsDrawer') },
      ],
    },
    {
      path: 'content/brand',
      menu: 'nav.content.brand',
      needs: 'content.read',
      lazy: () => import('./pages/BrandPage'),
    },
    {
      path: 'content/editor/:contentId',
      needs: 'content.write',
      lazy: () => import('./pages/ContentEditor'),
    },
  ],
};
