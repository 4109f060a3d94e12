import { describe, expect, it } from 'vitest';
import { areCuts, bodyOf, keptCuts, shownCuts, valuesOf, type TraitSettings } from './rules';

const FOUND = {
  recency_days: [9.03, 31.26, 60, 121.999],
  frequency: [1, 2, 3, 6],
  monetary: [1999, 5000, 12_345, 99_900],
};
const thresholds = { new_days: 30, at_risk_days: 90, lost_days: 180, loyal_orders: 5 };
const SETTINGS: TraitSettings = {
  fixed_cuts: null,
  found_cuts: FOUND,
  thresholds,
  refreshed_at: null,
};

describe('cut points', () => {
  it('show money in whole units of the currency', () => {
    expect(shownCuts(FOUND, 'CNY')).toEqual({
      recency_days: [9, 31.3, 60, 122],
      frequency: [1, 2, 3, 6],
      monetary: [19.99, 50, 123.45, 999],
    });
    expect(shownCuts(FOUND, 'JPY').monetary).toEqual(FOUND.monetary);
  });

  it('are kept in minor units', () => {
    const shown = shownCuts(FOUND, 'CNY');
    expect(keptCuts(shown, 'CNY').monetary).toEqual(FOUND.monetary);
    expect(keptCuts({ ...shown, monetary: [0.1, 0.2, 0.3, 1.1] }, 'CNY').monetary).toEqual([
      10, 20, 30, 110,
    ]);
  });

  it('must be four that never fall', () => {
    expect(areCuts([1, 2, 2, 3])).toBe(true);
    expect(areCuts([3, 2, 4, 5])).toBe(false);
    expect(areCuts([1, 2, 3])).toBe(false);
    expect(areCuts([1, null, 3, 4])).toBe(false);
    expect(areCuts(undefined)).toBe(false);
  });
});

describe('the settings of traits', () => {
  it('begin own cut points with those found', () => {
    expect(valuesOf(SETTINGS, 'CNY')).toMatchObject({ mode: 'fifths', frequency: [1, 2, 3, 6] });
    const own = { ...SETTINGS, fixed_cuts: { ...FOUND, frequency: [2, 4, 6, 8] } };
    expect(valuesOf(own, 'CNY')).toMatchObject({ mode: 'own', frequency: [2, 4, 6, 8] });
  });

  it('send no cut points when fifths are wanted', () => {
    const values = valuesOf(SETTINGS, 'CNY');
    expect(bodyOf(values, 'CNY')).toEqual({ fixed_cuts: null, thresholds });
    expect(bodyOf({ ...values, mode: 'own' }, 'CNY').fixed_cuts?.monetary).toEqual(FOUND.monetary);
  });
});
