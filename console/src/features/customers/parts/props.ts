/** The properties of an event as pairs to show; text that is no object shows as it is. */
export function propsOf(text: string | undefined): readonly (readonly [string, string])[] {
  if (!text || text === '{}') return [];
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return [['', text]];
  }
  if (typeof read !== 'object' || read === null) return [['', text]];
  return Object.entries(read).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
}
