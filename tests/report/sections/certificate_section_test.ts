import assert from "node:assert/strict";
import type { JobRecord } from "../../../src/records/record.ts";
import { certificateCharts } from "../../../src/report/charts/certificate_charts.ts";
import { certificateSection } from "../../../src/report/sections/certificate_section.ts";
import { chartSvg } from "../../../src/report/charts/chart_svg.ts";
import { variablePalette } from "../../../src/report/charts/palette.ts";
import { renderReport } from "../../../src/report/mod.ts";
import { environment } from "../synthetic_records.ts";
import { syntheticCertificate } from "../synthetic_certificate.ts";
import { warningsOf } from "../charts/spec_warnings.ts";

const record = syntheticCertificate();
const charts = certificateCharts([record]);

Deno.test("the section says how many survive, which do not and where they fail", async () => {
  const section = await html([record]);
  const [survival, lost] = rowsOf(section);
  assert.match(section, /Fitted on ONNX Runtime cpu; the other engine is TensorFlow\.js wasm\./);
  const name = "synthetic-model, open recipe, written, N = 4";
  const all = "3 of 3";
  assert.deepEqual(survival, [name, "2 of 3", all, all, all, "2 of 3", "0.01", "0"]);
  assert.deepEqual(lost, ["synthetic 2", name, "7", "0.03", "3 (bfloat16 weights)"]);
});

Deno.test("bits of vectors stand beside the bits of the text they hold", async () => {
  const rows = rowsOf(await html([record]));
  // 2 vectors of 64 numbers of 4 bits and one scale of 32, for 4 tokens of 3 bits each.
  assert.deepEqual(rows.find((cells) => cells[1] === "int4"), [
    ...["synthetic-model, open recipe, written, N = 4", "int4"],
    ...["2 of 3", "0.917", "144", "3", "48"],
  ]);
});

Deno.test("what did not run is not run, with its reason, and never counts as surviving", async () => {
  const without = await html([syntheticCertificate({ engineReason: "there is no such engine" })]);
  assert.deepEqual(rowsOf(without)[0].slice(1, 3), ["0 of 3, 2 not known", "not run"]);
  assert.equal(without.split("other engine: there is no such engine").length, 2);
  const { outcome: _, result: __, ...planned } = record as Extract<
    JobRecord<"certificate">,
    { outcome: "measured" }
  >;
  const notRun = { ...planned, outcome: "not run", reason: "no fit holds its text" } as const;
  const missing = await html([notRun]);
  assert.match(missing, /No solution was certified in this run/);
  assert.match(missing, /synthetic-model, open recipe, written, N = 4: no fit holds its text/);
});

Deno.test("each model has its charts, with every margin and every draw", () => {
  const names = (some: readonly JobRecord[]) => certificateCharts(some).map(({ name }) => name);
  assert.deepEqual(names([record, syntheticCertificate({ model: "other" })]), [
    ...["logit-margins-synthetic-model", "accuracy-over-noise-synthetic-model"],
    ...["logit-margins-other", "accuracy-over-noise-other"],
  ]);
  const [margins, noise] = charts;
  assert.equal(margins.values.length, 3 * 4);
  assert.equal(noise.values.length, 3 * 3 * 2);
  assert.deepEqual(margins.table.rows[0].slice(1), ["12", "0.03", "1.75", "6", "1"]);
  assert.deepEqual(noise.table.rows.map((row) => row.slice(1)), [
    ["0.001", "1.000", "1.000", "3 of 3"],
    ["0.01", "1.000", "1.000", "3 of 3"],
    ["0.1", "0.750", "0.500", "0 of 3"],
  ]);
});

for (const { name, spec, values, table } of charts) {
  Deno.test(`chart ${name} draws without a warning, in the page's colours`, async () => {
    assert.deepEqual(warningsOf(spec), []);
    const svg = await chartSvg(spec, { palette: variablePalette });
    assert.match(svg, /^<svg[^>]* viewBox=/);
    assert.doesNotMatch(svg, / style=| id=|NaN|undefined/);
    for (const [, colour] of svg.matchAll(/ (?:fill|stroke)="([^"]+)"/g)) {
      assert.match(colour, /^(none|transparent|var\(--[\w-]+\))$/);
    }
    for (const row of table.rows) assert.equal(row.length, table.columns.length);
    for (const value of values) assert.deepEqual(Object.keys(value), Object.keys(values[0]));
  });
}

Deno.test("the page has the section, and a name is no markup in it", async () => {
  const page = await renderReport({
    title: "Synthetic run",
    records: [],
    experiments: [record, syntheticCertificate({ text: "<img src=x>", model: "<img src=x>" })],
    claims: [],
    environment,
  });
  assert.match(page, /<section id="certificate"[^>]*><h2>Do solutions survive\? <a /);
  for (const name of ["synthetic-model", "-img-src-x-"]) {
    assert.ok(page.includes(`id="chart-logit-margins-${name}"`));
  }
  assert.doesNotMatch(page, /<img src=x>/);
});

function html(records: readonly JobRecord[]): string {
  return (certificateSection(records, { charts: [] })).html;
}

/** Cells of every row of every table's body, without markup. */
function rowsOf(html: string): string[][] {
  const bodies = [...html.matchAll(/<tbody>([\s\S]*?)<\/tbody>/g)].map(([, body]) => body);
  return bodies.flatMap((body) =>
    body.split("</tr>").slice(0, -1).map((row) =>
      [...row.matchAll(/<t[hd][^>]*>([\s\S]*?)<\/t[hd]>/g)].map(([, cell]) => cell)
    )
  );
}
