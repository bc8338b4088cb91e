import { type KeptRow, rowsOf } from "../../bench/bench_file.ts";
import { loadSeconds, loadTarget } from "../../bench/bench_targets.ts";
import { roomAfter } from "./_value_room.ts";
import { type Chart, commandsOf } from "./chart.ts";
import { namedLoads } from "../readings/load_names.ts";
import { figure } from "../readings/number_format.ts";

/** Phases that are drawn together, so that a bar has no more colours than can be told apart. */
const drawn: readonly (readonly [name: string, phases: readonly string[]])[] = [
  ["modules", ["modules"]],
  ["files and model", ["files", "model"]],
  ["graph and lowering", ["graph", "lowering"]],
  ["compile", ["compile"]],
  ["first step", ["first step"]],
];

/** From nothing to the first fit step, phase on phase. */
export function loadPhasesChart(kept: readonly KeptRow[]): Chart | null {
  const rows = namedLoads(rowsOf(kept, "model load"));
  if (rows.length === 0) return null;
  const totals = rows.map((row) => ({ row: row.name, ...loadSeconds(row) }));
  const parts = rows.flatMap(({ name: row, phases }) =>
    drawn.map(([part, names], order) => ({
      row,
      part,
      order,
      seconds: phases.filter(({ name }) => names.includes(name))
        .reduce((sum, { milliseconds }) => sum + milliseconds / 1000, 0),
    }))
  );
  const furthest = Math.max(loadTarget.seconds, ...totals.map(({ high }) => high));
  const domain = drawn.map(([part]) => part);
  const labels = totals.map(({ row, estimate, high }) => ({
    row,
    label: `${figure(estimate)} s`,
    // Beyond the target, so that its tick does not run through the figure.
    at: Math.max(high, loadTarget.seconds),
  }));
  return {
    name: "load-phases",
    title: "From nothing to the first step",
    reading: "A fresh process, files in the cache: medians of its phases, one after another. The " +
      "line is the 95 % interval of the whole, the tick the target.",
    spec: {
      height: 44 * rows.length,
      encoding: {
        y: { field: "row", type: "nominal", sort: null, axis: { title: null, labelLimit: 260 } },
      },
      layer: [
        {
          data: { values: parts },
          mark: { type: "bar", height: { band: 0.7 } },
          encoding: {
            x: {
              field: "seconds",
              type: "quantitative",
              stack: "zero",
              scale: { domain: [0, furthest], nice: false, range: roomAfter(labels) },
              axis: { title: "seconds", tickCount: 5 },
            },
            order: { field: "order", type: "quantitative" },
            color: {
              field: "part",
              type: "nominal",
              scale: { domain },
              legend: { offset: 10, columns: 3 },
            },
            tooltip: [
              { field: "part", title: "phase" },
              { field: "seconds", title: "seconds", format: ",.3f" },
            ],
          },
        },
        {
          data: { values: totals },
          mark: { type: "rule", style: "doubt" },
          encoding: { x: { field: "low", type: "quantitative" }, x2: { field: "high" } },
        },
        {
          data: { values: totals.map(({ row }) => ({ row, target: loadTarget.seconds })) },
          mark: { type: "tick", style: "target" },
          encoding: { x: { field: "target", type: "quantitative" } },
        },
        {
          data: { values: labels },
          mark: { type: "text", style: "value" },
          encoding: { x: { field: "at", type: "quantitative" }, text: { field: "label" } },
        },
      ],
    },
    values: rows.flatMap(({ model, weights, phases }) =>
      phases.map(({ name: phase, milliseconds }) => ({ model, weights, phase, milliseconds }))
    ),
    table: {
      caption: "Phases, milliseconds",
      columns: [
        { name: "phase" },
        ...rows.map(({ name }) => ({ name, numeric: true })),
      ],
      rows: [
        ...rows[0].phases.map(({ name }, at) => [
          name,
          ...rows.map(({ phases }) => figure(phases[at].milliseconds)),
        ]),
        [
          "whole, median [95 %]",
          ...totals.map(({ estimate, low, high }) =>
            `${figure(1000 * estimate)} [${figure(1000 * low)}, ${figure(1000 * high)}]`
          ),
        ],
      ],
    },
    commands: commandsOf(rows),
  };
}
