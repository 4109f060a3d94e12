/** How every chart looks: one ground for lines, axes and tooltips in light and dark. */
import { FONT_STACK } from '../theme/antd';
import { PALETTES, type Mode, type Palette } from '../theme/palette';

export interface Look {
  palette: Palette;
  mode: Mode;
}

/** The registered ECharts theme of a mode. */
export function chartTheme(mode: Mode): Record<string, unknown> {
  const palette = PALETTES[mode];
  const axis = {
    axisLine: { lineStyle: { color: palette.line } },
    axisTick: { show: false },
    axisLabel: { color: palette.inkSoft, fontSize: 12 },
    splitLine: { lineStyle: { color: palette.lineSoft } },
    nameTextStyle: { color: palette.inkSoft },
  };
  return {
    color: palette.series,
    backgroundColor: 'transparent',
    textStyle: { fontFamily: FONT_STACK, color: palette.ink },
    categoryAxis: { ...axis, splitLine: { show: false } },
    valueAxis: { ...axis, axisLine: { show: false } },
    timeAxis: { ...axis, splitLine: { show: false } },
    legend: {
      textStyle: { color: palette.inkSoft },
      itemWidth: 18,
      itemHeight: 8,
      icon: 'roundRect',
    },
    line: { symbol: 'circle', symbolSize: 5, showSymbol: false, lineStyle: { width: 2 } },
  };
}

/** What every option begins with; the caller's own parts win. */
export function baseOption({ palette }: Look): Record<string, unknown> {
  return {
    grid: { left: 8, right: 16, top: 32, bottom: 8, outerBoundsMode: 'same' },
    tooltip: {
      trigger: 'axis',
      // HTML tooltips write style attributes, which the content-security policy forbids.
      renderMode: 'richText',
      confine: true,
      backgroundColor: palette.raised,
      borderColor: palette.line,
      textStyle: { color: palette.ink, fontSize: 13 },
    },
    animation: !window.matchMedia('(prefers-reduced-motion: reduce)').matches,
    animationDuration: 300,
  };
}
