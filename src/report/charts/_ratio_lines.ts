import type { LogDomain } from "./_log_axis.ts";

/** A line y = ratio · x through a plot whose axes are both logarithmic. */
export interface RatioLine {
  readonly ratio: number;
  readonly label: string;
}

/**
 * Layers that draw the lines as far as they run through the plot, each labelled at its upper end. The
 * axes are the chart's to say.
 */
export function ratioLineLayers(
  lines: readonly RatioLine[],
  { x: [left, right], y: [bottom, top] }: { readonly x: LogDomain; readonly y: LogDomain },
): Record<string, unknown>[] {
  const shown = lines.map(({ ratio, label }) => ({
    label,
    ratio,
    from: Math.max(left, bottom / ratio),
    to: Math.min(right, top / ratio),
  })).filter(({ from, to }) => from < to);
  const ends = shown.flatMap(({ label, ratio, from, to }) =>
    [from, to].map((x) => ({ label, x, y: x * ratio }))
  );
  const labelled = (atTop: boolean) => ({
    data: {
      values: shown.filter(({ ratio }) => (ratio * right > top) === atTop)
        .map(({ label, ratio, to }) => ({ label, x: to, y: to * ratio })),
    },
    // Left of the line's end, where the line itself has dropped below the words.
    mark: {
      type: "text",
      style: "guideLabel",
      align: "right",
      baseline: atTop ? "top" : "bottom",
      dx: -8,
    },
    encoding: {
      x: { field: "x" },
      y: { field: "y" },
      text: { field: "label" },
    },
  });
  return [
    {
      data: { values: ends },
      mark: { type: "line", style: "guide" },
      encoding: {
        x: { field: "x" },
        y: { field: "y" },
        detail: { field: "label" },
      },
    },
    labelled(false),
    labelled(true),
  ];
}
