/** Cut points as the form holds them: money in whole units, days and orders as they are. Pure. */
import type { Schemas } from '../../shared/api/client';
import { exponent } from '../../shared/format';

export type TraitSettings = Schemas['TraitSettingsOut'];
export type Cuts = Schemas['CutsShape'];
export type Thresholds = Schemas['ThresholdsShape'];
export type Measure = keyof Cuts;

export const MEASURES: readonly Measure[] = ['recency_days', 'frequency', 'monetary'];

/** Scores by how many cut points a value is above; of days since the last order, few are best. */
export const SCORES: Record<Measure, readonly number[]> = {
  recency_days: [5, 4, 3, 2, 1],
  frequency: [1, 2, 3, 4, 5],
  monetary: [1, 2, 3, 4, 5],
};

export interface TraitValues extends Cuts, Thresholds {
  mode: 'fifths' | 'own';
}

const rounded = (value: number, digits: number): number =>
  Math.round(value * 10 ** digits) / 10 ** digits;

/** As people read them: days with a tenth, orders whole, money in whole units. */
export function shownCuts(cuts: Cuts, currency: string): Cuts {
  const digits = exponent(currency);
  return {
    recency_days: cuts.recency_days.map((value) => rounded(value, 1)),
    frequency: cuts.frequency.map((value) => rounded(value, 0)),
    monetary: cuts.monetary.map((value) => rounded(value / 10 ** digits, digits)),
  };
}

/** As the server keeps them; a money in whole units becomes minor ones. */
export function keptCuts(cuts: Cuts, currency: string): Cuts {
  const parts = 10 ** exponent(currency);
  return { ...cuts, monetary: cuts.monetary.map((value) => Math.round(value * parts)) };
}

const NONE: Cuts = { recency_days: [], frequency: [], monetary: [] };

/** The form begins with the cut points in force, so that own ones start from what is known. */
export function valuesOf(settings: TraitSettings, currency: string): TraitValues {
  const { fixed_cuts: fixed, found_cuts: found, thresholds } = settings;
  return {
    mode: fixed ? 'own' : 'fifths',
    ...shownCuts(fixed ?? found ?? NONE, currency),
    ...thresholds,
  };
}

export function bodyOf(values: TraitValues, currency: string): Schemas['TraitSettingsIn'] {
  const { mode, recency_days, frequency, monetary, ...thresholds } = values;
  const cuts = { recency_days, frequency, monetary };
  return { fixed_cuts: mode === 'own' ? keptCuts(cuts, currency) : null, thresholds };
}

/** Four numbers, none smaller than the one before. */
export const areCuts = (values: readonly (number | null | undefined)[] = []): boolean =>
  values.length === 4 &&
  values.every((value, at) => {
    const before = values[at - 1];
    return typeof value === 'number' && (typeof before !== 'number' || before <= value);
  });
