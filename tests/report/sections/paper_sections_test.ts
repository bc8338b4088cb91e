import assert from "node:assert/strict";
import { published, valuesAt } from "../../../src/paper/mod.ts";
import type { CsvRow } from "../../../src/report/tables/csv.ts";
import type { PaperSection, RunRecords } from "../../../src/report/sections/paper_section.ts";
import { paperSections } from "../../../src/report/sections/paper_sections.ts";
import type { Table } from "../../../src/report/tables/table.ts";
import { plantedFit, plantedGroup, syntheticPaperRun } from "../synthetic_paper_run.ts";

const nothing: RunRecords = { records: [], experiments: [] };

Deno.test("the paper’s tables stand in its order", () => {
  const ids = paperSections(nothing).map(({ id }) => id);
  assert.deepEqual(ids.filter((id) => /^t\d$/.test(id)), ["t1", "t2", "t3", "t4"]);
  assert.equal(new Set(ids).size, ids.length);
});

Deno.test("a section without data shows the paper’s values and names the command", () => {
  for (const id of ["t1", "t2", "t3", "t4"]) {
    const { absence, charts, tables } = sectionOf(nothing, id);
    assert.match(absence!.sentence, /^No .* in this run\.$/);
    assert.match(absence!.command, /^deno task reproduce --claims /);
    assert.ok(charts.every(({ values }) => values.length > 0) && tables.length > 0);
  }
  for (
    const { absence } of ["t1", "t2", "t3", "t4"].map((id) => sectionOf(syntheticPaperRun(), id))
  ) {
    assert.equal(absence, null);
  }
});

Deno.test("every printed number of Tables 1 to 4 is drawn, and none is changed", () => {
  const run = syntheticPaperRun();
  const drawn = (id: string, field: string) =>
    sectionOf(run, id).charts.filter(({ name }) => !name.startsWith("f1")).slice(0, 1)
      .flatMap(({ values }) => values.filter(isPaper)).map((value) => value[field]);
  const printed = (table: keyof typeof published, quantity: string) =>
    valuesAt(published[table] as typeof published.table1, quantity).map(({ value }) => value);
  assert.deepEqual(drawn("t1", "accuracy"), printed("table1", "accuracy"));
  assert.deepEqual(drawn("t2", "accuracy"), printed("table2", "accuracy"));
  assert.deepEqual(
    drawn("t3", "tokens").toSorted(),
    printed("table3", "capacityTokens").toSorted(),
  );
  assert.deepEqual(drawn("t4", "seconds"), printed("table4", "fitSeconds"));
});

Deno.test("every text of a run is drawn once in Table 1", () => {
  const run = syntheticPaperRun();
  const [{ values }] = sectionOf(run, "t1").charts;
  const fits = run.records.filter(({ job }) => job.kind === "fit" && job.text.source === "pg19");
  assert.equal(values.filter((value) => !isPaper(value)).length, fits.length);
  assert.equal(new Set(values.map(({ key }) => key)).size, fits.length + 1);
});

Deno.test("Table 1 takes means over texts, seeds of one text as one, and counts exact fits", () => {
  const records = [
    plantedFit({ text: "a", tokens: 4, accuracy: 1 }),
    plantedFit({ text: "a", tokens: 4, accuracy: 0.5, seed: 2 }),
    plantedFit({ text: "b", tokens: 4, accuracy: 0.25 }),
    plantedFit({ text: "c", tokens: 4, accuracy: 1, unfinished: true }),
    // Neither of Table 1's texts nor of its lengths.
    plantedFit({ text: "d", tokens: 4, accuracy: 0, source: "random" }),
    plantedFit({ text: "e", tokens: 5, accuracy: 0 }),
  ];
  const [table] = sectionOf({ records, experiments: [] }, "t1").tables;
  // Means of the texts 0.75 and 0.25: 0.5, and 0.25·√2 around it.
  assert.equal(cell(table, "open recipe", "N = 4"), "0.500 ± 0.354, 1 of 3 (1 not ended)");
});

Deno.test("models, recipes and engines stand in rows of their own", () => {
  const one = { tokens: 4, accuracy: 1 };
  const records = [
    plantedFit(one),
    plantedFit({ ...one, accuracy: 0, model: "other" }),
    plantedFit({ ...one, accuracy: 0, recipe: "paper" }),
    plantedFit({ ...one, accuracy: 0, device: "webgpu" }),
  ];
  for (const id of ["t1", "t3", "t4"]) {
    const { tables } = sectionOf({ records, experiments: [] }, id);
    const own = tables[0].rows.filter((row) => !row.some((one) => /paper, /.test(String(one))));
    assert.equal(own.length, 4, id);
  }
});

Deno.test("Table 2 tells the best of the seeds from their mean", () => {
  const experiments = [
    plantedGroup({ accuracies: [1, 0.5], seed: 1 }),
    plantedGroup({ accuracies: [0.5, 0.5], seed: 2 }),
    plantedGroup({ accuracies: [1], seed: 1 }),
    plantedGroup({ accuracies: [0.5], seed: 1, first: 1 }),
  ];
  const [table] = sectionOf({ records: [], experiments }, "t2").tables;
  const best = table.rows.filter(([row]) => row === "m shared, best of seeds");
  const mean = table.rows.filter(([row]) => row === "m shared, mean of seeds");
  const at = table.columns.findIndex(({ name }) => name === "groups of 2");
  assert.equal(spaced(best[1][at]), "0.750 ± 0.354, 2 × best of 2");
  assert.equal(spaced(mean[1][at]), "0.625 ± 0.177, 2 × mean of 2");
});

Deno.test("Table 2 leaves out groups that also share over seeds, and lone sizes", () => {
  const lone = [plantedGroup({ accuracies: [1, 0.5] })];
  assert.notEqual(sectionOf({ records: [], experiments: lone }, "t2").absence, null);
  const overSeeds = [plantedGroup({ accuracies: [1] }), ...lone].map((record) =>
    ({ ...record, job: { ...record.job, memberSeeds: [1, 2] } }) as typeof record
  );
  assert.notEqual(sectionOf({ records: [], experiments: overSeeds }, "t2").absence, null);
});

Deno.test("Table 3 has the longest prefix by the paper’s rule and the longest exact one", () => {
  const records = [
    ...[4, 8].map((tokens) => plantedFit({ text: "a", tokens, accuracy: 1 })),
    // At 128 tokens 0.9922 is one error, and still counts as reconstructed.
    plantedFit({ text: "a", tokens: 128, accuracy: 127 / 128 }),
    plantedFit({ text: "b", tokens: 4, accuracy: 1 }),
    plantedFit({ text: "b", tokens: 8, accuracy: 0.5 }),
    plantedFit({ text: "b", tokens: 128, accuracy: 0.5 }),
  ];
  const experiments = [plantedGroup({ accuracies: [1, 0.5], tokens: 8 })];
  const [tokens, information, rules] = sectionOf({ records, experiments }, "t3").tables;
  assert.equal(cell(tokens, "open recipe", "PG-19"), "≥ 128, exact 8");
  assert.equal(cell(tokens, "open recipe", "PG-19, m shared"), "≥ 8");
  // 3 nats a token: 384 of the longest prefix of a, 12 of b's.
  assert.equal(cell(information, "open recipe", "PG-19"), "198.0 ± 263.0");
  assert.equal(cell(rules, "open recipe", "that half of the texts reach"), "≥ 128");
  assert.equal(cell(rules, "open recipe", "by the mean accuracy"), "4");
});

Deno.test("Table 4 has the exponent of times that grow by a power law", () => {
  const records = ["a", "b", "c"].flatMap((text) =>
    [4, 8, 16].map((tokens) =>
      plantedFit({ text, tokens, accuracy: 1, elapsedSeconds: tokens ** 2, steps: 5 * tokens })
    )
  );
  const [seconds, growth] = sectionOf({ records, experiments: [] }, "t4").tables;
  assert.equal(cell(seconds, "open recipe", "N = 16"), "256, 3 of 3");
  assert.equal(cell(growth, "open recipe", "seconds"), "2.00 [2.00, 2.00]");
  assert.equal(cell(growth, "open recipe", "steps"), "1.00 [1.00, 1.00]");
  // As the linter of the paper has it: ln over ln, three lengths.
  assert.equal(cell(growth, "Pythia 160M", "seconds"), "1.75");
});

Deno.test("Table 4 takes no time of a fit that fell short, and no exponent from its length", () => {
  const records = ["a", "b"].flatMap((text) =>
    [4, 8, 16].map((tokens) =>
      plantedFit({ text, tokens, accuracy: text === "b" && tokens === 16 ? 0.5 : 1 })
    )
  );
  const [seconds, growth] = sectionOf({ records, experiments: [] }, "t4").tables;
  assert.equal(cell(seconds, "open recipe", "N = 16"), "1.6, 1 of 2");
  assert.equal(cell(growth, "open recipe", "lengths"), "4, 8");
  assert.equal(cell(growth, "open recipe", "seconds"), null);
});

function sectionOf(run: RunRecords, id: string): PaperSection {
  return paperSections(run).find((section) => section.id === id)!;
}

function isPaper({ series, from }: CsvRow): boolean {
  return from === "paper" || String(series).startsWith("paper:");
}

/** With spaces that break lines for those that do not. */
function spaced<T>(cell: T): T | string {
  return typeof cell === "string" ? cell.replaceAll("\u00a0", " ") : cell;
}

/** The cell of the first row one of whose first two cells says so. */
function cell(table: Table, row: string, column: string) {
  const found = table.rows.find((cells) => cells.slice(0, 2).join(" ").includes(row))!;
  return spaced(found[table.columns.findIndex(({ name }) => spaced(name) === column)]);
}
