import assert from "node:assert/strict";
import { chartSvg } from "../../../src/report/charts/chart_svg.ts";
import { chartsOf } from "../../../src/report/charts/charts.ts";
import { variablePalette } from "../../../src/report/charts/palette.ts";
import { syntheticEncoder, syntheticEncoders } from "../synthetic_encoder.ts";
import { warningsOf } from "./spec_warnings.ts";
import { assertSameThreeWays } from "./three_ways.ts";

const charts = chartsOf({ records: [], experiments: [], encoder: syntheticEncoders() }).encoder;
const of = (name: string) => charts.find((chart) => chart.name === name)!;

Deno.test("each length has its panels; one whose training is not known has no curve", () => {
  const panels = (what: string, lengths: number[]) => lengths.map((n) => `encoder-${what}-n${n}`);
  assert.deepEqual(charts.map(({ name }) => name), [
    ...panels("learning", [4, 8, 16]),
    ...panels("straight", [4, 8, 16, 32]),
    ...panels("steps", [4, 8, 16, 32]),
  ]);
});

for (const chart of charts) {
  Deno.test(`chart ${chart.name} is valid and says the same three ways`, async () => {
    assert.deepEqual(warningsOf(chart.spec), []);
    const svg = await chartSvg(chart.spec, { palette: variablePalette });
    assert.doesNotMatch(svg, / style=| id=|NaN|undefined/);
    assertSameThreeWays(chart);
    for (const row of chart.table.rows) assert.equal(row.length, chart.table.columns.length);
    for (const value of chart.values) {
      assert.deepEqual(Object.keys(value), Object.keys(chart.values[0]));
    }
  });
}

Deno.test("panels of several lengths share their axes", () => {
  const domainOf = (spec: unknown, channel: "x" | "y") =>
    (spec as { encoding: Record<string, { scale: { domain: unknown } }> }).encoding[channel].scale
      .domain;
  // 900 steps of 512 tokens: most texts at N = 4.
  for (const n of [4, 8, 16]) {
    assert.deepEqual(domainOf(of(`encoder-learning-n${n}`).spec, "x"), [0, 900 * 128]);
  }
  for (const n of [4, 8, 16, 32]) {
    assert.deepEqual(domainOf(of(`encoder-steps-n${n}`).spec, "y"), [0, 1600]);
    assert.deepEqual(domainOf(of(`encoder-straight-n${n}`).spec, "x"), [0, 1]);
  }
});

Deno.test("a baseline's line ends where the encoder's lead is no more, in any genre", () => {
  const bars = of("encoder-straight-n8").values;
  const bar = bars.find(({ genre, method }) => genre === "prose" && method === "ridge regression")!;
  // 0.74 − 0.54 and 0.74 − 0.5.
  assert.deepEqual([bar.low, bar.high].map((x) => Number(x).toFixed(6)), ["0.200000", "0.240000"]);
  assert.equal(bars.length, 12);
});

Deno.test("the plot of steps keeps each text's three fits, and says the ratios", () => {
  const { values, table, title } = of("encoder-steps-n8");
  const five = values.filter(({ text }) => text === "<five>");
  assert.deepEqual(five.map(({ start, steps }) => [start, steps]), [
    ["N(0,1)", 44],
    ["common start", 24],
    ["encoder", 4],
  ]);
  assert.deepEqual(table.rows[5], ["six", "5", "25", "400"]);
  assert.match(title, /N = 8: 0\.250 \(0\.125 to 0\.500\) of those from the common start$/);
});

Deno.test("two models have names and titles of their own", () => {
  const other = { ...syntheticEncoder(), model: "other-model" };
  const encoders = [syntheticEncoder(), other];
  const made = chartsOf({ records: [], experiments: [], encoder: { encoders } }).encoder;
  assert.equal(new Set(made.map(({ name }) => name)).size, 6);
  assert.match(made[3].title, /^Learning, N = 8, other-model, /);
});
