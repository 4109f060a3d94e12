import { describe, expect, it } from 'vitest';
import {
  date,
  dateTime,
  daySpan,
  exponent,
  money,
  number,
  percent,
  relative,
  span,
  startOfDay,
} from './index';

describe('money', () => {
  it('counts minor units by the currency', () => {
    expect(money(123456, 'CNY', 'zh-CN')).toBe('¥1,234.56');
    expect(money(123456, 'JPY', 'en-US')).toBe('¥123,456');
    expect(money(-50, 'USD', 'en-US')).toBe('-$0.50');
    expect(exponent('KWD')).toBe(3);
  });

  it('shortens large sums in the language of the reader', () => {
    expect(money(1_234_567_800, 'CNY', 'zh-CN', { compact: true })).toBe('¥1234.6万');
    expect(money(1_234_567_800, 'CNY', 'en-US', { compact: true })).toBe('¥12.3M');
    expect(money(123_456, 'CNY', 'zh-CN', { whole: true })).toBe('¥1,235');
  });
});

describe('numbers', () => {
  it('groups digits and keeps the asked-for fraction', () => {
    expect(number(1_469_307, 'zh-CN')).toBe('1,469,307');
    expect(number(2.5, 'en-US', { digits: 2 })).toBe('2.50');
    expect(percent(0.1234, 'en-US')).toBe('12.3%');
  });
});

describe('dates', () => {
  const instant = '2026-11-21T16:30:00Z';

  it('stand in the zone of the workspace, not of the browser', () => {
    expect(date(instant, 'zh-CN', 'Asia/Shanghai')).toBe('2026/11/22');
    expect(dateTime(instant, 'zh-CN', 'Asia/Shanghai')).toBe('2026/11/22 00:30');
    expect(date(instant, 'en-US', 'America/New_York')).toBe('11/21/2026');
  });

  it('say how long ago', () => {
    const now = new Date('2026-11-21T16:33:10Z');
    expect(relative(instant, 'zh-CN', now)).toBe('3分钟前');
    expect(relative(instant, 'en-US', now)).toBe('3 minutes ago');
  });
});

describe('the start of a day', () => {
  it('follows the zone', () => {
    expect(startOfDay('2026-11-22', 'Asia/Shanghai')).toBe('2026-11-21T16:00:00.000Z');
    expect(startOfDay('2026-11-22', 'UTC')).toBe('2026-11-22T00:00:00.000Z');
  });

  it('follows summer time on the days it begins and ends', () => {
    expect(startOfDay('2026-03-29', 'Europe/Berlin')).toBe('2026-03-28T23:00:00.000Z');
    expect(startOfDay('2026-03-30', 'Europe/Berlin')).toBe('2026-03-29T22:00:00.000Z');
    expect(startOfDay('2026-10-26', 'Europe/Berlin')).toBe('2026-10-25T23:00:00.000Z');
  });

  it('makes a span that holds its last day whole', () => {
    expect(daySpan('2026-12-31', '2026-12-31', 'Asia/Shanghai')).toEqual({
      from: '2026-12-30T16:00:00.000Z',
      to: '2026-12-31T16:00:00.000Z',
    });
    expect(daySpan(undefined, '', 'UTC')).toEqual({});
  });
});

it('a span of time takes its largest fitting unit', () => {
  expect(span(0.2)).toEqual({ unit: 'seconds', count: 1 });
  expect(span(89)).toEqual({ unit: 'seconds', count: 89 });
  expect(span(600)).toEqual({ unit: 'minutes', count: 10 });
  expect(span(7300)).toEqual({ unit: 'hours', count: 2 });
});
