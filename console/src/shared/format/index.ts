/** Numbers, money, dates as people read them. Pure: language, zone and now come as arguments. */

export interface Place {
  language: string;
  timezone: string;
  currency: string;
}

const cache = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();

function numbers(language: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `n|${language}|${JSON.stringify(options)}`;
  const found = cache.get(key) ?? new Intl.NumberFormat(language, options);
  cache.set(key, found);
  return found as Intl.NumberFormat;
}

function dates(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `d|${language}|${JSON.stringify(options)}`;
  const found = cache.get(key) ?? new Intl.DateTimeFormat(language, options);
  cache.set(key, found);
  return found as Intl.DateTimeFormat;
}

/** 1234567 → 1,234,567; with `compact` 123万 or 1.2M. */
export function number(
  value: number,
  language: string,
  options: { digits?: number; compact?: boolean } = {},
): string {
  return numbers(language, {
    maximumFractionDigits: options.digits ?? (options.compact ? 1 : 0),
    minimumFractionDigits: options.compact ? 0 : (options.digits ?? 0),
    ...(options.compact ? { notation: 'compact' } : {}),
  }).format(value);
}

/** 1536 → 1.5 kB; 4 digits at most before the next unit. */
export function bytes(size: number, language: string): string {
  const [unit, share] =
    size < 1_048_576 ? (['kilobyte', 1024] as const) : (['megabyte', 1_048_576] as const);
  return numbers(language, {
    style: 'unit',
    unit,
    maximumFractionDigits: 1,
  }).format(Math.max(size / share, 0.1));
}

/** 0.1234 → 12.3%. */
export function percent(share: number, language: string, digits = 1): string {
  return numbers(language, {
    style: 'percent',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(share);
}

/** How many minor digits a currency has: 2 for CNY, 0 for JPY. */
export function exponent(currency: string): number {
  return (
    numbers('en-US', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
  );
}

/** Minor units as money: 123456 in CNY → ¥1,234.56. */
export function money(
  minor: number,
  currency: string,
  language: string,
  options: { compact?: boolean; whole?: boolean } = {},
): string {
  const major = minor / 10 ** exponent(currency);
  const short: Intl.NumberFormatOptions = options.compact
    ? { notation: 'compact', maximumFractionDigits: 1, minimumFractionDigits: 0 }
    : options.whole
      ? { maximumFractionDigits: 0, minimumFractionDigits: 0 }
      : {};
  return numbers(language, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    ...short,
  }).format(major);
}

/** Names after one another: 甲、乙和丙; A, B, and C. */
export function list(names: readonly string[], language: string): string {
  return new Intl.ListFormat(language, { type: 'conjunction', style: 'narrow' }).format(names);
}

/** An instant as a date in the workspace's zone. */
export function date(iso: string, language: string, timezone: string): string {
  return dates(language, {
    timeZone: timezone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(new Date(iso));
}

/** An instant as date and time in the workspace's zone. */
export function dateTime(iso: string, language: string, timezone: string): string {
  return dates(language, {
    timeZone: timezone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(new Date(iso));
}

const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** How long ago or ahead: 3 分钟前, in 2 days. */
export function relative(iso: string, language: string, now: Date): string {
  const seconds = (new Date(iso).getTime() - now.getTime()) / 1000;
  const words = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const step = STEPS.find(([, size]) => Math.abs(seconds) >= size);
  return step ? words.format(Math.trunc(seconds / step[1]), step[0]) : words.format(0, 'second');
}

/** A span of seconds in its largest fitting unit, for a word with a count. */
export function span(seconds: number): { unit: 'seconds' | 'minutes' | 'hours'; count: number } {
  if (seconds < 90) return { unit: 'seconds', count: Math.max(1, Math.round(seconds)) };
  if (seconds < 5400) return { unit: 'minutes', count: Math.round(seconds / 60) };
  return { unit: 'hours', count: Math.round(seconds / 3600) };
}

/** The instant at which a day begins in a zone: 2026-11-22 in Asia/Shanghai → 2026-11-21T16:00:00.000Z. */
export function startOfDay(day: string, timezone: string): string {
  const guess = Date.parse(`${day}T00:00:00Z`);
  // Twice, since the offset at the guess may differ from the offset at the answer (summer time).
  const first = guess - offsetAt(guess, timezone);
  return new Date(guess - offsetAt(first, timezone)).toISOString();
}

/** A filter's two days (both included) as instants: from the first's start to before the day after the last. */
export function daySpan(
  from: string | undefined,
  to: string | undefined,
  timezone: string,
): { from?: string; to?: string } {
  const after =
    to && new Date(Date.parse(`${to}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
  return {
    ...(from ? { from: startOfDay(from, timezone) } : {}),
    ...(after ? { to: startOfDay(after, timezone) } : {}),
  };
}

function offsetAt(instant: number, timezone: string): number {
  const parts = dates('en-US', {
    timeZone: timezone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(new Date(instant));
  const at = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  const wall = Date.UTC(
    at('year'),
    at('month') - 1,
    at('day'),
    at('hour'),
    at('minute'),
    at('second'),
  );
  return wall - Math.floor(instant / 1000) * 1000;
}
