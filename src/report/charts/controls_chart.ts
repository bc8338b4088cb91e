import { type Chart, commandsOf, tooFew } from "./chart.ts";
import type { ControlPair } from "../readings/control_pairs.ts";
import { count, share } from "../readings/number_format.ts";
import type { Table } from "../tables/table.ts";

/**
 * The controls of one setting, of which there is at least one pair: accuracy of every text with the
 * change, beside that of its plain fit.
 */
export function controlsChart(pairs: readonly ControlPair[]): Chart {
  const values = pairs.map(({ control, text, seed, plain, changed }) => ({
    control,
    text,
    fit: `${text}, seed ${seed}`,
    seed,
    plainAccuracy: plain.accuracy,
    accuracy: changed.accuracy,
    ceiling: changed.ceiling,
    plainSteps: plain.steps,
    steps: changed.steps,
    lossNats: changed.lossNats,
  }));
  const controls = [...new Set(values.map(({ control }) => control))];
  const { setting } = pairs[0];
  return {
    name: `controls-${setting}`.replace(/[^\w.-]+/g, "-"),
    title: `Accuracy under each control, ${setting}`,
    tooFew: tooFew(pairs.length, { want: 3, noun: "pair of fits" }),
    reading: "One line is one text: from its plain fit (ring) to the same fit with one thing " +
      "changed (dot). A dot without a line has the accuracy of its plain fit.",
    // A line a fit, and room between the controls.
    spec: {
      height: controls.length * Math.max(28, 9 * new Set(values.map(({ fit }) => fit)).size + 14),
      data: { values },
      ...drawing(controls),
    },
    values,
    table: tableOf(pairs),
    commands: commandsOf(pairs),
  };
}

function drawing(controls: readonly string[]) {
  const tooltip = [
    { field: "control", title: "control" },
    { field: "fit", title: "text" },
    { field: "plainAccuracy", title: "accuracy, plain", format: ".4~f" },
    { field: "accuracy", title: "accuracy, changed", format: ".4~f" },
    { field: "ceiling", title: "at most", format: ".4~f" },
    { field: "plainSteps", title: "steps, plain", format: "," },
    { field: "steps", title: "steps, changed", format: "," },
  ];
  const scale = { domain: ["plain fit", "with the change"] };
  const point = (kind: string, field: string, mark: object) => ({
    mark: { type: "point", ...mark },
    encoding: { x: { field }, color: { datum: kind, type: "nominal", scale }, tooltip },
  });
  return {
    encoding: {
      y: {
        field: "control",
        type: "nominal",
        scale: { domain: controls, paddingInner: 0.25 },
        axis: { title: null, labelLimit: 160 },
      },
      yOffset: { field: "fit", type: "nominal" },
      x: {
        type: "quantitative",
        scale: { domain: [0, 1] },
        axis: { title: "accuracy", tickCount: 5, format: ".1~f", grid: true },
      },
    },
    layer: [
      {
        mark: { type: "rule", strokeWidth: 1, opacity: 0.5 },
        encoding: { x: { field: "plainAccuracy" }, x2: { field: "accuracy" } },
      },
      point("plain fit", "plainAccuracy", { size: 55, strokeWidth: 1.5 }),
      point("with the change", "accuracy", { size: 32, filled: true, opacity: 1 }),
    ],
  };
}

/** Every text, one a row. */
function tableOf(pairs: readonly ControlPair[]): Table {
  return {
    caption: `Every text under each control, ${pairs[0].setting}`,
    columns: [
      { name: "control" },
      { name: "text" },
      { name: "seed", numeric: true },
      { name: "accuracy", numeric: true },
      { name: "at most", numeric: true },
      { name: "accuracy, plain", numeric: true },
      { name: "steps", numeric: true },
      { name: "steps, plain", numeric: true },
    ],
    rows: pairs.map(({ control, text, seed, changed, plain }) => [
      control,
      text,
      seed,
      share(changed.accuracy),
      share(changed.ceiling),
      share(plain.accuracy),
      count(changed.steps),
      count(plain.steps),
    ]),
  };
}
