/** The colours of the console. One accent, neutral greys, five tones of state; pairs are contrast-tested. */

export type Mode = 'light' | 'dark';
export type Tone = 'neutral' | 'info' | 'success' | 'warning' | 'danger';

export interface Pair {
  ground: string;
  ink: string;
}

export interface Palette {
  accent: string;
  accentInk: string; // accent as text on surface
  ground: string; // behind everything
  surface: string; // tables, panels
  raised: string; // drawers, menus, pop-ups
  line: string;
  lineSoft: string;
  ink: string;
  inkSoft: string; // second line, captions
  hover: string;
  tones: Record<Tone, Pair>;
  series: readonly string[]; // chart lines, told apart also by dash and marker
}

export const PALETTES: Record<Mode, Palette> = {
  light: {
    accent: '#0958d9',
    accentInk: '#0958d9',
    ground: '#f4f5f7',
    surface: '#ffffff',
    raised: '#ffffff',
    line: '#d5d8dd',
    lineSoft: '#e8eaed',
    ink: '#1c1f23',
    inkSoft: '#565c66',
    hover: '#f2f4f8',
    tones: {
      neutral: { ground: '#eceef1', ink: '#3d434b' },
      info: { ground: '#e4eefe', ink: '#0644ab' },
      success: { ground: '#e6f5df', ink: '#1d6307' },
      warning: { ground: '#fff2d3', ink: '#744000' },
      danger: { ground: '#fde9e7', ink: '#9c1620' },
    },
    series: ['#0958d9', '#6b7280', '#b45309', '#1f7a5c', '#8a3ffc', '#b0283f'],
  },
  dark: {
    accent: '#1f66d6',
    accentInk: '#79b3ff',
    ground: '#0f1113',
    surface: '#17191c',
    raised: '#1e2125',
    line: '#3a3f46',
    lineSoft: '#2a2e33',
    ink: '#e6e8eb',
    inkSoft: '#a6adb7',
    hover: '#1f2327',
    tones: {
      neutral: { ground: '#2b2f35', ink: '#cdd2d9' },
      info: { ground: '#12294d', ink: '#a3c9ff' },
      success: { ground: '#16321a', ink: '#97d9a0' },
      warning: { ground: '#3a2a08', ink: '#f0c36f' },
      danger: { ground: '#41191c', ink: '#ffb0ad' },
    },
    series: ['#5b9dff', '#a6adb7', '#e0a04b', '#5fc9a3', '#b794ff', '#ff8f98'],
  },
};

/** Contrast of two opaque colours after WCAG 2.2; text needs 4.5. */
export function contrast(one: string, other: string): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

function luminance(hex: string): number {
  const parts = [1, 3, 5].map((at) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
}
