/** ECharts in an effect; this file is its own chunk, loaded when the first chart shows. */
import { BarChart, LineChart } from 'echarts/charts';
import {
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
} from 'echarts/components';
import { init, registerTheme, use as register, type EChartsType } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { useMode } from '../preferences';
import { PALETTES } from '../theme/palette';
import type { ChartOption, ChartProps } from './Chart';
import { baseOption, chartTheme } from './look';

register([
  LineChart,
  BarChart,
  GridComponent,
  TooltipComponent,
  LegendComponent,
  MarkLineComponent,
  CanvasRenderer,
]);
registerTheme('huike-light', chartTheme('light'));
registerTheme('huike-dark', chartTheme('dark'));

type CanvasProps = Pick<ChartProps, 'option' | 'height' | 'onPick'>;

export default function Canvas({ option, height, onPick }: CanvasProps) {
  const box = useRef<HTMLDivElement>(null);
  const drawn = useRef<EChartsType | null>(null);
  const mode = useMode();

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const chart = init(element, `huike-${mode}`);
    drawn.current = chart;
    const sizes = new ResizeObserver(() => chart.resize());
    sizes.observe(element);
    return () => {
      sizes.disconnect();
      chart.dispose();
      drawn.current = null;
    };
  }, [mode]);

  useEffect(() => {
    const look = { mode, palette: PALETTES[mode] };
    drawn.current?.setOption(merged(baseOption(look), option(look)), { notMerge: true });
  }, [option, mode]);

  useEffect(() => {
    const chart = drawn.current;
    if (!chart || !onPick) return;
    const pick = (event: unknown) => onPick(event as Parameters<typeof onPick>[0]);
    chart.on('click', pick);
    return () => {
      chart.off('click', pick);
    };
  }, [onPick, mode]);

  return <div ref={box} style={{ height }} aria-hidden="true" />;
}

/** One level deep: the caller's `tooltip: {formatter}` keeps our renderMode and colours. */
function merged(base: Record<string, unknown>, own: ChartOption): ChartOption {
  const both: Record<string, unknown> = { ...base };
  for (const [name, value] of Object.entries(own)) {
    const before = base[name];
    both[name] = isPlain(before) && isPlain(value) ? { ...before, ...value } : value;
  }
  return both;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
