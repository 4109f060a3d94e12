/** Who works here, in which workspace, and what they may do. Filled by the app before any page shows. */
import { createContext, useContext, useMemo } from 'react';
import type { Schemas } from './api/client';
import {
  bytes,
  date,
  dateTime,
  list,
  money,
  number,
  percent,
  relative,
  type Place,
} from './format';
import { useLanguage } from './preferences';

export type Session = Schemas['SessionOut'] & { workspace: Schemas['WorkspaceOfSession'] };

export const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('useSession outside of the signed-in console');
  return session;
}

/** `const can = useCan(); can('staff.write')` */
export function useCan(): (permission: string) => boolean {
  const { permissions } = useSession();
  return useMemo(() => {
    const held = new Set(permissions);
    return (permission) => held.has(permission);
  }, [permissions]);
}

/** Formats bound to this workspace's zone and currency and the language in force. */
export function useFormat() {
  const { workspace } = useSession();
  const language = useLanguage();
  return useMemo(() => formats({ ...workspace, language }), [workspace, language]);
}

function formats({ language, timezone, currency }: Place) {
  return {
    language,
    timezone,
    currency,
    number: (value: number, options?: { digits?: number; compact?: boolean }) =>
      number(value, language, options),
    bytes: (size: number) => bytes(size, language),
    percent: (share: number, digits?: number) => percent(share, language, digits),
    money: (minor: number, options?: { compact?: boolean; whole?: boolean; currency?: string }) =>
      money(minor, options?.currency ?? currency, language, options),
    list: (names: readonly string[]) => list(names, language),
    date: (iso: string) => date(iso, language, timezone),
    dateTime: (iso: string) => dateTime(iso, language, timezone),
    relative: (iso: string, now = new Date()) => relative(iso, language, now),
  };
}
