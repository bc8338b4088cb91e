import assert from "node:assert/strict";
import { chartSvg } from "../../../src/report/charts/chart_svg.ts";
import { escapeHtml } from "../../../src/report/page/markup.ts";
import { renderCharts, renderReport } from "../../../src/report/mod.ts";
import { lightPalette, variablePalette } from "../../../src/report/charts/palette.ts";
import { performanceCharts } from "../../../src/report/charts/performance_charts.ts";
import { performanceSection } from "../../../src/report/sections/performance_section.ts";
import { machine, syntheticBench } from "../synthetic_bench.ts";
import { claims, environment, syntheticRecords } from "../synthetic_records.ts";
import { warningsOf } from "./spec_warnings.ts";
import { assertSameThreeWays } from "./three_ways.ts";

const bench = syntheticBench();
const charts = performanceCharts(bench);

Deno.test("every kind of row has its chart", () => {
  assert.deepEqual(charts.map(({ name }) => name), [
    "step-ratio",
    "product-share",
    "operator-shares",
    "batching",
    "decoding-speed",
    "decoding-speedup",
    "load-phases",
    "load-memory",
    "growth-exponents",
  ]);
});

for (const chart of charts) {
  const { name, spec, values, table, commands } = chart;
  Deno.test(`chart ${name} is valid and says the same three ways`, async () => {
    assert.deepEqual(warningsOf(spec), []);
    const svg = await chartSvg(spec, { palette: variablePalette });
    assert.doesNotMatch(svg, / style=| id=|NaN|undefined/);
    for (const [, colour] of svg.matchAll(/ (?:fill|stroke)="([^"]+)"/g)) {
      assert.match(colour, /^(none|transparent|var\(--[\w-]+\))$/);
    }
    assert.ok(values.length > 0 && table.rows.length > 0);
    assert.deepEqual(commands, ["deno task bench --synthetic"]);
    assertSameThreeWays(chart);
    for (const row of table.rows) assert.equal(row.length, table.columns.length);
    for (const value of values) assert.deepEqual(Object.keys(value), Object.keys(values[0]));
  });
}

Deno.test("rows of one kind make no chart of another", () => {
  const names = performanceCharts(bench.filter(({ what }) => what === "batching"))
    .map(({ name }) => name);
  assert.deepEqual(names, ["batching"]);
  assert.deepEqual(performanceCharts([]), []);
});

Deno.test("rows of two models are told apart", () => {
  const other = bench.map((row) => "model" in row ? { ...row, model: "other" } : row);
  for (const { name, table } of performanceCharts([...bench, ...other])) {
    if (name === "batching" || name === "growth-exponents" || name === "load-phases") continue;
    const rows = table.rows.map((cells) => cells.slice(0, 2).join());
    assert.equal(new Set(rows).size, rows.length, name);
  }
});

Deno.test("an interval beyond the axis is drawn to its end, and printed whole", async () => {
  const wide = bench.filter(({ what }) => what === "batching").map((row) =>
    "ratioToOneAtATime" in row
      ? { ...row, ratioToOneAtATime: { estimate: 1, low: -3, high: 5 } }
      : row
  );
  const [chart] = performanceCharts(wide);
  assert.doesNotMatch(await chartSvg(chart.spec, { palette: lightPalette }), /NaN/);
  assert.ok(chart.table.rows[0].includes("-3 to 5"));
});

Deno.test("a report shows its benchmarks: targets, machine, commands, charts", async () => {
  const report = { title: "t", records: syntheticRecords().slice(0, 1), experiments: [], claims };
  const page = await renderReport({ ...report, environment, bench });
  assert.match(page, /<h2>Performance <a class="permalink" href="#performance"/);
  for (const { name } of charts) assert.ok(page.includes(`id="chart-${name}"`));
  for (const text of [machine.cpu, "deno task bench --synthetic", "fit step ÷ PyTorch eager"]) {
    assert.ok(page.includes(escapeHtml(text)), text);
  }
  const files = await renderCharts({ records: [], experiments: [], bench });
  for (const { name } of charts) assert.ok(files.has(`charts/${name}.csv`), name);
});

Deno.test("without benchmarks the section says so, and how to make some", () => {
  const { html } = performanceSection([]);
  assert.match(html, /No benchmark was kept.*deno task bench --out/s);
});
