/** A planned property in a form and in the API, and a plan drawn from what was seen. */
import type { EventAt, Field } from './api';

export const TYPES = ['any', 'text', 'number', 'boolean', 'time', 'list', 'object'] as const;

export interface FieldValues {
  name: string;
  type: Field['type'];
  is_required: boolean;
  allowed: string[];
}

type Seen = EventAt['properties'][number];

/** The type that a plan gives to a property of which these types were seen; `any` where in doubt. */
export function typeOf(types: Readonly<Record<string, number>>): NonNullable<Field['type']> {
  const found = Object.keys(types).filter((type) => type !== 'nothing');
  const [only] = found;
  const known = TYPES.find((type) => type === only);
  return found.length === 1 && known ? known : 'any';
}

/** A plan to begin with: what every message carried is required, what one carried is known. */
export function drawnFrom(properties: readonly Seen[]): FieldValues[] {
  return properties.map(({ name, types, share }) => ({
    name,
    type: typeOf(types),
    is_required: share >= 1 && !('nothing' in types),
    allowed: [],
  }));
}

export const valuesOf = (fields: readonly Field[]): FieldValues[] =>
  fields.map(({ name, type, is_required, allowed }) => ({
    name,
    type: type ?? 'any',
    is_required: is_required ?? false,
    allowed: [...(allowed ?? [])],
  }));

/** As the API takes them; a row that was just added has only what was set. */
export const fieldsOf = (values: readonly Partial<FieldValues>[] = []): Field[] =>
  values.map(({ name = '', type = 'any', is_required = false, allowed = [] }) => ({
    name,
    type,
    is_required,
    allowed,
  }));
