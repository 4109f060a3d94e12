import { describe, expect, it } from 'vitest';
import { contrast, PALETTES, type Mode } from './palette';

describe.each(Object.keys(PALETTES) as Mode[])('the %s palette', (mode) => {
  const palette = PALETTES[mode];

  it.each(Object.entries(palette.tones))('lets the tone %s be read', (_name, { ground, ink }) => {
    expect(contrast(ground, ink)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(['ground', 'surface', 'raised', 'hover'] as const)('lets text be read on %s', (place) => {
    expect(contrast(palette.ink, palette[place])).toBeGreaterThanOrEqual(7);
    expect(contrast(palette.inkSoft, palette[place])).toBeGreaterThanOrEqual(4.5);
    expect(contrast(palette.accentInk, palette[place])).toBeGreaterThanOrEqual(4.5);
  });

  it('lets white be read on the accent', () => {
    expect(contrast('#ffffff', palette.accent)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(palette.series.map((colour) => [colour]))('shows the line %s', (colour) => {
    expect(contrast(colour, palette.surface)).toBeGreaterThanOrEqual(3);
  });
});

it('reckons contrast as WCAG does', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
});
