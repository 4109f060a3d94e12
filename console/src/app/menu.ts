/** The menu of a person: areas in the order of the flow, in each the pages they may see. */
import type { ComponentType } from 'react';
import { AREAS, type Area, type Feature } from '../shared/feature';

export interface Entry {
  path: string;
  words: `nav.${string}`;
  mark?: ComponentType;
}

export interface Section {
  area: Area;
  entries: readonly Entry[];
}

export function menuOf(
  features: readonly Feature[],
  can: (permission: string) => boolean,
): readonly Section[] {
  return AREAS.map((area) => ({
    area,
    entries: features
      .filter((feature) => feature.area === area)
      .flatMap(({ pages }) => pages)
      .filter((page) => page.menu && (!page.needs || can(page.needs)))
      .map(({ path, menu, mark }) => ({ path, words: menu!, mark })),
  })).filter(({ entries }) => entries.length > 0);
}

/** The entry whose page an address shows: the longest path that begins it. */
export function entryAt(sections: readonly Section[], pathname: string): Entry | undefined {
  const path = pathname.replace(/^\/+/, '');
  return sections
    .flatMap(({ entries }) => entries)
    .filter((entry) => path === entry.path || path.startsWith(`${entry.path}/`))
    .sort((one, other) => other.path.length - one.path.length)[0];
}
