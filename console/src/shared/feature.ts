/** What a feature tells the app: its place in the menu and its pages. The app's registry lists one a line. */
import type { ComponentType } from 'react';

/** The menu, in the order of the flow. */
export const AREAS = [
  'overview',
  'data',
  'customers',
  'segments',
  'content',
  'broadcasts',
  'reports',
  'settings',
] as const;

export type Area = (typeof AREAS)[number];

export interface PageRoute {
  /** Relative to the workspace: `settings/staff`; of a child relative to its parent: `:staffId`. */
  path: string;
  /** The page's words key in src/app/words: `nav.settings.staff`. Absent = not in the menu. */
  menu?: `nav.${string}`;
  /** What stands beside the page in the menu while something there wants to be seen. */
  mark?: ComponentType;
  /** The permission without which the page does not exist for a person. */
  needs?: string;
  /** The page as its own chunk: `() => import('./pages/StaffList')`, which exports `Component`. */
  lazy: () => Promise<{ Component: ComponentType }>;
  /** Drawers over this page. */
  children?: readonly PageRoute[];
}

export interface Feature {
  area: Area;
  pages: readonly PageRoute[];
}
