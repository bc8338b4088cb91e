import { type Chart, commandsOf, tooFew } from "./chart.ts";
import type { MeasuredFit } from "../readings/measured.ts";
import { count, share } from "../readings/number_format.ts";
import { positionErrorsOf } from "../readings/position_errors.ts";
import { type Panel, panelsOf, panelTitle, seriesChannel } from "../readings/panels.ts";

/** Which positions are wrong: at the end, and how much of the time on the way there. */
export function wrongPositionsCharts(fits: readonly MeasuredFit[]): Chart[] {
  return panelsOf(fits).map(chartOf);
}

function chartOf(panel: Panel): Chart {
  const { series, fits, slug } = panel;
  const named = seriesChannel(panel);
  const values = series.flatMap(positionErrorsOf);
  return {
    name: `wrong-positions${slug}`,
    title: panelTitle("Which positions are wrong", panel),
    tooFew: tooFew(fits.length, { want: 3, noun: "fit" }),
    reading:
      "A bar is the share of fits whose stored solution has this position wrong; a mark the " +
      "median share of a fit’s steps during which it was wrong. Longer fits alone reach the " +
      "positions on the right.",
    spec: {
      height: 220,
      data: { values },
      encoding: {
        x: {
          field: "position",
          type: "ordinal",
          axis: { title: "position", labelAngle: 0, labelOverlap: true },
        },
        xOffset: { field: "series", type: "nominal", scale: named.scale },
        y: {
          type: "quantitative",
          scale: { domain: [0, 1] },
          axis: { title: "share wrong", tickCount: 5, format: ".1~f" },
        },
        color: named,
        tooltip: [
          { field: "position", title: "position" },
          { field: "series", title: "series" },
          { field: "wrong", title: "wrong at the end" },
          { field: "fits", title: "of fits" },
          { field: "medianWrongTime", title: "median share of steps wrong", format: ".2f" },
        ],
      },
      layer: [
        { mark: { type: "bar", opacity: 0.75 }, encoding: { y: { field: "wrongShare" } } },
        {
          mark: { type: "point", filled: true, size: 36, opacity: 1 },
          encoding: {
            y: { field: "medianWrongTime" },
            shape: named,
          },
        },
      ],
    },
    values: values.map((value) => ({ ...value })),
    table: {
      caption: "Errors by position",
      columns: [
        { name: "series" },
        { name: "position", numeric: true },
        { name: "fits", numeric: true },
        { name: "wrong at the end", numeric: true },
        { name: "share", numeric: true },
        { name: "median share of steps wrong", numeric: true },
      ],
      rows: values.map((v) => [
        v.series,
        v.position,
        count(v.fits),
        count(v.wrong),
        share(v.wrongShare),
        share(v.medianWrongTime),
      ]),
    },
    commands: commandsOf(fits),
  };
}
