/** The mapping as it is edited: what is missing, and what a column may become. */
import type { Plan, Preview } from './api';

export const ATTRIBUTE = 'attribute.';
/** Kinds whose rows say nothing where they name nobody. */
const OF_SOMEBODY = ['customers', 'service_contacts', 'store_visits'];

/** Fields that this kind cannot do without and no column is mapped to. */
export function missingFields(kind: string, fields: Preview['fields'], plan: Plan): string[] {
  const mapped = new Set(Object.values(plan.columns));
  const missing = fields
    .filter((field) => field.is_required && !mapped.has(field.name))
    .map((field) => field.name);
  const lacks = (...names: string[]) => !names.some((name) => mapped.has(name));
  if (kind === 'orders' && lacks('amount', 'unit_price')) missing.push('amount');
  if (kind === 'reviews' && lacks('words', 'stars')) missing.push('words');
  if (OF_SOMEBODY.includes(kind) && lacks('user_id', 'email', 'phone')) missing.push('user_id');
  return missing;
}

/** The plan with one column mapped to a field, or to none; a field that takes one column moves. */
export function mapped(
  plan: Plan,
  column: string,
  field: string | undefined,
  fields: Preview['fields'],
): Plan {
  const isSingle = !fields.find((one) => one.name === field)?.adds_up;
  const kept = Object.entries(plan.columns).filter(
    ([other, name]) => other !== column && !(isSingle && name === field),
  );
  return { ...plan, columns: Object.fromEntries(field ? [...kept, [column, field]] : kept) };
}

const SYSTEMS: Record<string, string> = {
  mailchimp: 'Mailchimp',
  hubspot: 'HubSpot',
  hubspot_optouts: 'HubSpot',
  mautic: 'Mautic',
  mautic_dnc: 'Mautic',
};

/** Whose contacts a layout holds; "" where it is no other system's. */
export const systemOf = (layout: string | undefined): string => SYSTEMS[layout ?? ''] ?? '';

const REACHED = [
  'email_state',
  'export_file',
  'opted_out',
  'opted_out_at',
  'opted_in_at',
  'bounced',
];

/** Whether the file comes from another system that knew who may be reached. */
export const saysWhoMayBeReached = (plan: Plan): boolean =>
  systemOf(plan.layout) !== '' || Object.values(plan.columns).some((one) => REACHED.includes(one));

/** "USD=7.2, EUR=7.8" as rates; null where it cannot be read. */
export function ratesOf(text: string): Record<string, string> | null {
  const parts = text.split(/[,，;；\s]+/).filter(Boolean);
  const read = parts.map((part) => /^([A-Z]{3})=(\d{1,9}(?:\.\d{1,9})?)$/.exec(part.toUpperCase()));
  if (read.some((one) => one === null)) return null;
  return Object.fromEntries(read.map((one) => [one?.[1] ?? '', one?.[2] ?? '']));
}

export const ratesText = (rates: Record<string, unknown> | undefined): string =>
  Object.entries(rates ?? {})
    .map(([currency, rate]) => `${currency}=${String(rate)}`)
    .join(', ');
