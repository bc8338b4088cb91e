import assert from "node:assert/strict";
import { chartSvg } from "../../../src/report/charts/chart_svg.ts";
import { chartsOf, everyChart } from "../../../src/report/charts/charts.ts";
import type { CsvRow } from "../../../src/report/tables/csv.ts";
import { variablePalette } from "../../../src/report/charts/palette.ts";
import { renderCharts } from "../../../src/report/charts/render_charts.ts";
import { syntheticExperiments, syntheticPairedFits } from "../synthetic_experiments.ts";
import { syntheticPaperRun } from "../synthetic_paper_run.ts";
import { generator, syntheticFit, syntheticRecords } from "../synthetic_records.ts";
import { warningsOf } from "./spec_warnings.ts";
import { assertSameThreeWays } from "./three_ways.ts";

const records = syntheticRecords();
const figures = chartsOf({
  records: [...records, ...syntheticPairedFits()],
  experiments: syntheticExperiments(),
}).paper;
const tables = chartsOf(syntheticPaperRun()).paper;
const isTable = ({ id }: { readonly id: string }) => /^t\d/.test(id);
const charts = everyChart({
  ...chartsOf({ records, experiments: [] }),
  paper: [...tables.filter(isTable), ...figures.filter((section) => !isTable(section))],
});

Deno.test("every chart has a name of its own that is a safe file name", () => {
  assert.equal(new Set(charts.map(({ name }) => name)).size, charts.length);
  for (const { name } of charts) assert.match(name, /^[\w.-]+$/);
});

for (const chart of charts) {
  const { name, spec, values, table, commands } = chart;
  Deno.test(`chart ${name} is valid and says the same three ways`, async () => {
    assert.deepEqual(warningsOf(spec), []);
    const svg = await chartSvg(spec, { palette: variablePalette });
    assert.match(svg, /^<svg[^>]* viewBox=/);
    assert.doesNotMatch(svg, / style=| id=|NaN|undefined/);
    for (const [, colour] of svg.matchAll(/ (?:fill|stroke)="([^"]+)"/g)) {
      assert.match(colour, /^(none|transparent|var\(--[\w-]+\))$/);
    }
    assert.ok(values.length > 0 && table.rows.length > 0 && commands.length > 0);
    assertSameThreeWays(chart);
    for (const row of table.rows) assert.equal(row.length, table.columns.length);
    for (const value of values) assert.deepEqual(Object.keys(value), Object.keys(values[0]));
  });
}

Deno.test("a chart whose CSV file, drawing or table says otherwise is found out", () => {
  const chart = charts.find(({ name }) => name === "accuracy-over-length")!;
  assertSameThreeWays(chart);
  const [first, ...others] = chart.values;
  const inFile = { ...chart, values: [{ ...first, accuracy: 0.123456 }, ...others] };
  assert.throws(
    () => assertSameThreeWays(inFile),
    /accuracy 0.123456 of the CSV file is not drawn/,
  );
  const layers = chart.spec.layer as { data: { values: CsvRow[] } }[];
  const halved = (row: CsvRow) =>
    Object.fromEntries(
      Object.entries(row).map(([key, cell]) => [key, typeof cell === "number" ? cell / 2 : cell]),
    );
  const drawn = layers.map((layer) => ({
    ...layer,
    data: { values: layer.data.values.map(halved) },
  }));
  assert.throws(
    () => assertSameThreeWays({ ...chart, spec: { ...chart.spec, layer: drawn } }),
    /of the CSV file is not drawn/,
  );
  const rows = chart.table.rows.map((row) => row.map((cell, at) => at === 4 ? "1.501" : cell));
  assert.throws(
    () => assertSameThreeWays({ ...chart, table: { ...chart.table, rows } }),
    /"1.501" of the table is no value/,
  );
});

Deno.test("no record, no chart but the paper’s, and those have no command that made ours", () => {
  const { paper, ...ours } = chartsOf({ records: [], experiments: [] });
  assert.deepEqual(everyChart({ paper: [], ...ours }), []);
  const theirs = paper.flatMap(({ charts }) => charts);
  assert.ok(theirs.length > 0 && theirs.every(({ commands }) => commands.length === 0));
  for (const { spec } of theirs) assert.deepEqual(warningsOf(spec), []);
});

Deno.test("accuracy over length keeps every text, and means by series", () => {
  const [{ values, table }] = chartsOf({ records, experiments: [] }).accuracy;
  const fits = records.filter(({ job, outcome }) => job.kind === "fit" && outcome === "measured");
  assert.equal(values.length, fits.length);
  for (const [series, tokens, texts, , mean] of table.rows) {
    const own = values.filter((v) => v.series === series && v.tokens === tokens);
    assert.equal(own.length, texts);
    const want = own.reduce((sum, { accuracy }) => sum + Number(accuracy), 0) / own.length;
    assert.ok(
      Math.abs(Number(mean) - want) <= 0.0006,
      `${series} ${tokens}: ${mean}, want ${want}`,
    );
  }
});

Deno.test("the bars of a fit’s positions cover exactly the samples that hit", () => {
  for (const record of records) {
    const chart = chartsOf({ records: [record], experiments: [] }).hits.get(record.key);
    if (chart === undefined) continue;
    const layers = chart.spec.layer as { data: { values: CsvRow[] } }[];
    const runs = layers.flatMap(({ data }) => data.values);
    for (const { step, position, right } of chart.values) {
      const covering = runs.filter((run) =>
        run.position === position && Number(run.from) <= Number(step) &&
        Number(step) < Number(run.to)
      );
      assert.deepEqual(covering.map(({ state }) => state), [right ? "right" : "wrong"]);
    }
  }
});

Deno.test("a chart of one sample, of one fit, of a token that is markup still draws", async () => {
  const fit = syntheticFit({
    tokens: 1,
    recipe: "open",
    text: 1,
    random: generator(1),
    id: `<img src=x onerror="alert(1)">`,
  });
  assert.ok(fit.outcome === "measured" && "trajectory" in fit.result);
  const result = { ...fit.result, trajectory: fit.result.trajectory.slice(0, 1) };
  const files = await renderCharts({
    records: [{ ...fit, result } as typeof fit],
    experiments: [],
  });
  assert.ok(files.size > 0);
  for (const [name, content] of files) {
    assert.match(name, /^charts\/[\w.-]+$/);
    if (name.endsWith(".svg")) assert.doesNotMatch(content, /<img|NaN/);
  }
});

Deno.test("renderCharts() gives each chart as SVG, CSV and specification", async () => {
  const few = records.slice(0, 1).concat(records.filter(({ job }) => job.kind === "throughput"));
  const files = await renderCharts({ records: few, experiments: [] });
  for (const { name, values } of everyChart(chartsOf({ records: few, experiments: [] }))) {
    assert.match(files.get(`charts/${name}.svg`)!, /^<svg[^>]*xmlns=.*<\/svg>\n$/s);
    assert.doesNotMatch(files.get(`charts/${name}.svg`)!, /var\(--/);
    assert.match(files.get(`charts/${name}.csv`)!, /\r\n$/);
    assert.ok(files.get(`charts/${name}.csv`)!.split("\r\n").length - 2 >= values.length);
    assert.deepEqual(warningsOf(JSON.parse(files.get(`charts/${name}.vl.json`)!)), []);
  }
});
