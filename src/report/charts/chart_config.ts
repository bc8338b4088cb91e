import type { Palette } from "./palette.ts";
import { ownMarks } from "./paper_marks.ts";

/** The strokes of series, in their order: as Vega-Lite has them. */
export const dashes: readonly (readonly number[])[] = [
  [1, 0],
  [4, 2],
  [2, 1],
  [1, 1],
  [1, 2, 4, 2],
];

/** The look of all charts: Vega-Lite's `config`. Named styles are used by the chart files. */
export function chartConfig(palette: Palette): Record<string, unknown> {
  const text = { color: palette.ink, fontSize: 12 };
  return {
    aria: false,
    background: "transparent",
    font: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif",
    view: { stroke: null },
    mark: { color: palette.series[0] },
    range: {
      category: palette.series,
      symbol: ownMarks,
      kinds: [palette.series[2], palette.series[4]],
      // The paper's twice, ours twice: told apart by their shapes.
      capacity: [palette.quiet, palette.quiet, palette.series[0], palette.series[0]],
      // The paper first, or each of its six models, then ours.
      overPaper: [palette.quiet, ...palette.series],
      overPaperModels: [...Array(6).fill(palette.quiet), ...palette.series],
    },
    axis: {
      labelColor: palette.quiet,
      titleColor: palette.ink,
      gridColor: palette.rule,
      domainColor: palette.rule,
      tickColor: palette.rule,
      labelFontSize: 12,
      titleFontSize: 12,
      titleFontWeight: "normal",
      labelPadding: 6,
      titlePadding: 10,
    },
    axisX: { grid: false, tickSize: 4 },
    // The title of y stands on top, to be read without tilting one's head.
    axisY: {
      domain: false,
      ticks: false,
      titleAngle: 0,
      titleAlign: "left",
      titleAnchor: "start",
      titleX: 0,
      titleY: -14,
    },
    legend: {
      orient: "top",
      title: null,
      labelColor: palette.ink,
      labelFontSize: 12,
      labelLimit: 260,
      symbolStrokeWidth: 2,
      offset: 34,
    },
    style: {
      guide: { color: palette.quiet, strokeDash: [2, 3], strokeWidth: 1 },
      guideLabel: { ...text, color: palette.quiet },
      interval: { color: palette.series[0], strokeWidth: 4, opacity: 0.5 },
      // Over the end of a bar of any colour.
      doubt: { color: palette.ink, strokeWidth: 2 },
      target: { color: palette.wrong, thickness: 2 },
      value: { ...text, align: "left", baseline: "middle", dx: 6 },
      facet: { ...text, fontWeight: "bold", align: "left", baseline: "middle" },
      rowName: { ...text, color: palette.quiet, align: "left", baseline: "middle", dy: -10 },
      sample: { color: palette.ink, opacity: 0.55, thickness: 1 },
      ground: { color: palette.rule, opacity: 0.35 },
      exact: { color: palette.ink },
      casing: { color: palette.page },
      paper: { color: palette.quiet },
      right: { color: palette.right },
      wrong: { color: palette.wrong },
    },
  };
}
