import assert from "node:assert/strict";
import { chartsOf } from "../../../src/report/charts/charts.ts";
import { chartSvg } from "../../../src/report/charts/chart_svg.ts";
import { variablePalette } from "../../../src/report/charts/palette.ts";
import { studiedFit, studiedFits } from "../synthetic_study.ts";
import { warningsOf } from "./spec_warnings.ts";
import { assertSameThreeWays } from "./three_ways.ts";

const charts = chartsOf({ records: studiedFits(), experiments: [] }).openDivision;

Deno.test("the open division has a panel a length and capacities of both kinds of words", () => {
  assert.deepEqual(charts.map(({ name }) => name), [
    ...["open-steps-n4", "open-steps-n8", "open-exact-natural", "open-accuracy-natural"],
    ...["open-exact-random", "open-accuracy-random"],
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
      assert.match(String(value.series), / recipe.* \((closed|open)\)$/);
    }
  });
}

Deno.test("a fit that was not exact keeps its curve below 1, to the end of its budget", () => {
  const curve = charts[0].values.filter(({ series }) => series === "paper recipe (closed)");
  // Eight texts: six end at 400, 800, … 2,400 steps, two are censored at 5,000.
  assert.deepEqual(curve.map(({ steps, exactShare }) => [steps, rounded(exactShare)]), [
    [curve[0].steps, 0],
    ...[[400, 0.125], [800, 0.25], [1200, 0.375], [1600, 0.5], [2000, 0.625], [2400, 0.75]],
    [5000, 0.75],
  ]);
});

Deno.test("a fit that gave up before its budget is not taken for one that might have gone on", () => {
  const [steps] = chartsOf({
    experiments: [],
    records: [
      studiedFit({ text: 1, recipe: "best", steps: 100, short: true }),
      studiedFit({ text: 2, recipe: "best", steps: 900 }),
    ],
  }).openDivision;
  // Censored at 100 of 3,000 steps, it would leave one text, and that one exact: 1.
  assert.deepEqual(steps.values.slice(1).map(({ steps, exactShare }) => [steps, exactShare]), [
    [900, 0.5],
    [3000, 0.5],
  ]);
});

Deno.test("natural and random words have shares of their own", () => {
  const rows = (name: string) => charts.find((chart) => chart.name === name)!.table.rows;
  assert.deepEqual(rows("open-exact-natural").map((row) => row.slice(0, 4)), [
    ["paper recipe (closed)", 4, 4, "0.750"],
    ["open recipe (open)", 4, 4, "1.000"],
    ["best recipe (open)", 4, 4, "1.000"],
    ["best recipe (open)", 8, 4, "0.500"],
  ]);
  // Clopper and Pearson for 3 of 4, as binom.test(3, 4) of R prints it.
  assert.equal(rows("open-exact-random")[0][4], "0.194 to 0.994");
  assert.deepEqual(rows("open-accuracy-random").map((row) => row[3]), [
    ...["0.938", "1.000", "1.000", "0.906"],
  ]);
});

const rounded = (value: unknown) => Math.round(Number(value) * 1e6) / 1e6;
