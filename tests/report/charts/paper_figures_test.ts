import assert from "node:assert/strict";
import type { DistancesResult, SolutionPair } from "../../../src/records/experiment_records.ts";
import type { JobRecord, ThroughputResult } from "../../../src/records/record.ts";
import { published, valueAt } from "../../../src/paper/mod.ts";
import type { CsvRow } from "../../../src/report/tables/csv.ts";
import type { PaperSection, RunRecords } from "../../../src/report/sections/paper_section.ts";
import { paperSections } from "../../../src/report/sections/paper_sections.ts";
import { renderReport } from "../../../src/report/mod.ts";
import { syntheticExperiments, syntheticPairedFits } from "../synthetic_experiments.ts";
import { claims, environment, syntheticRecords } from "../synthetic_records.ts";

const run: RunRecords = {
  records: [...syntheticRecords(), ...syntheticPairedFits()],
  experiments: syntheticExperiments(),
};
const figures = ["f3", "f4", "f5", "f6", "f7", "a", "k"];

Deno.test("every figure has a section, in the paper’s order", () => {
  const ids = paperSections(run).map(({ id }) => id).filter((id) => figures.includes(id));
  assert.deepEqual(ids, figures);
});

Deno.test("a figure without data says so with the command that would measure it", () => {
  for (const id of figures) {
    const { absence, charts } = sectionOf({ records: [], experiments: [] }, id);
    assert.match(absence!.sentence, /in this run\.$/, id);
    assert.match(absence!.command, /^deno task reproduce --claims \w+$/, id);
    assert.deepEqual(charts, []);
    assert.equal(sectionOf(run, id).absence, null, id);
  }
});

Deno.test("Figure 3 pairs the longest prefixes of each text, greedy and teacher-forced apart", () => {
  const { charts: [left, right] } = sectionOf(run, "f3");
  const text = (chart: typeof left, wanted: CsvRow) =>
    chart.values.filter((value) =>
      Object.entries(wanted).every(([name, content]) => value[name] === content)
    );
  // Held in one pass up to 64 tokens of 4 nats; two vectors hold all lengths tried, read either way.
  const [first] = text(right, { text: "synthetic pg19 1", reading: "greedy" });
  assert.equal(first.onePassTokens, 64);
  assert.equal(first.onePassNats, 256);
  assert.equal(first.autoregressiveTokens, 64);
  // Greedy reading loses the longer prefixes of the second text, teacher-forcing does not.
  const [greedy, forced] = ["greedy", "teacher-forced"].map((reading) =>
    text(left, { text: "synthetic pg19 2", reading })[0].autoregressiveTokens
  );
  assert.deepEqual([greedy, forced], [16, 32]);
  // Texts 1 and 3 share m with the others up to 16 tokens, 2 and 4 up to 32.
  assert.deepEqual(
    text(left, { mark: "text", source: "random", reading: "greedy" }).map((one) =>
      one.onePassTokens
    ),
    [16, 32, 16, 32],
  );
});

Deno.test("Figure 3 draws no text of which nothing is held, and counts it in the means", () => {
  const { charts: [, right] } = sectionOf(run, "f3");
  const unheld = right.values.filter(({ text }) => text === "synthetic pg19 4");
  assert.ok(unheld.length === 2 && unheld.every((one) => one.autoregressiveNats === 0));
  assert.ok(!JSON.stringify(right.spec).includes("synthetic pg19 4"));
  assert.match(right.reading, /4 marks not drawn/);
  const own = right.values.filter(({ mark, source, reading }) =>
    mark === "text" && source === "pg19" && reading === "greedy"
  );
  const [mean] = right.values.filter(({ mark, source, reading }) =>
    mark === "mean" && source === "pg19" && reading === "greedy"
  );
  const sum = own.reduce((sum, one) => sum + Number(one.autoregressiveNats), 0);
  assert.equal(own.length, 4);
  assert.ok(Math.abs(Number(mean.autoregressiveNats) - sum / 4) < 1e-9);
});

Deno.test("Figure 3 pairs no crammed text with a fit of another model or recipe", () => {
  for (const change of [{ model: { id: "other" } }, { recipe: { name: "paper" } }]) {
    const experiments = run.experiments.map((record) =>
      record.job.kind === "cramming"
        ? ({ ...record, job: { ...record.job, ...change } }) as JobRecord
        : record
    );
    assert.notEqual(sectionOf({ ...run, experiments }, "f3").absence, null);
  }
});

Deno.test("Figure 4 draws every repetition, the medians and the paper’s ratio", () => {
  const { charts: [speed] } = sectionOf(run, "f4");
  const of = (mark: string) => speed.values.filter((value) => value.mark === mark);
  assert.equal(of("median").length, 3);
  assert.equal(of("repetition").length, 27);
  const { value } = valueAt(published.figure4, "throughputRatio", {});
  assert.ok(JSON.stringify(speed.spec).includes(`${value}×, the paper’s mean`));
});

Deno.test("Figure 4 says after how many decodes an exact fit of the timed text is repaid", () => {
  const records = syntheticRecords();
  const { charts: [, repaid] } = sectionOf({ records, experiments: [] }, "f4");
  // Timed are 16, 32 and 64 tokens of "synthetic 1"; exact fits of it exist of 16 and 32.
  assert.deepEqual(repaid.values.map(({ tokens }) => tokens), [16, 32]);
  for (const { fitSeconds, savedSeconds, decodes } of repaid.values) {
    assert.equal(decodes, Number(fitSeconds) / Number(savedSeconds));
  }
  const slower = records.map((record) => swapped(record));
  const { charts: [, never] } = sectionOf({ records: slower, experiments: [] }, "f4");
  assert.ok(
    never.table.rows.length === 2 && never.table.rows.every((row) => row.at(-1) === "never"),
  );
});

Deno.test("Figure 5 bins pairs as its claim does and leaves out pairs of one text", () => {
  const { charts } = sectionOf(run, "f5");
  assert.deepEqual(charts.map(({ name }) => name.split("-")[1]), ["token", "semantic"]);
  for (const { values } of charts) {
    assert.ok(values.every(({ relation }) => relation !== "same text"));
    const bins = values.filter(({ mark }) => mark === "mean of a bin");
    const near = bins.filter(({ relation }) => relation === "same context");
    assert.deepEqual(near.map(({ pairs }) => pairs), [16, ...Array(8).fill(15), 14]);
    const all = bins.reduce((sum, { pairs }) => sum + Number(pairs), 0);
    assert.equal(all, 1350);
  }
});

Deno.test("Figure 5 without a sentence model has no semantic chart and says so", () => {
  const unasked = withPairs((pairs) => pairs.map((pair) => ({ ...pair, semanticDistance: null })));
  const { charts, says } = sectionOf(unasked, "f5");
  assert.deepEqual(charts.map(({ name }) => name.split("-")[1]), ["token"]);
  assert.match(says, /semantic distance is missing/);
});

Deno.test("Figure 6’s densities integrate to 1, and its pairs are drawn or counted", () => {
  const { charts: [chart] } = sectionOf(run, "f6");
  for (const relation of ["same text", "same context", "different context"]) {
    const curve = chart.values.filter((one) => one.relation === relation && one.density !== null);
    const step = Number(curve[1].distance) - Number(curve[0].distance);
    const mass = curve.reduce((sum, { density }) => sum + step * Number(density), 0);
    assert.ok(Math.abs(mass - 1) < 0.01, `${relation}: ${mass}`);
  }
  assert.deepEqual(chart.table.rows.map(([, pairs]) => pairs), ["60", "150", "1,200"]);
  const ticks = chart.values.filter(({ density }) => density === null);
  assert.equal(ticks.length, 60 + 150 + 400);
});

Deno.test("Figure 6 draws no density of few pairs or of equal ones", () => {
  const bare = withPairs((pairs) => [
    ...pairs.filter(({ relation }) => relation === "same text").slice(0, 4),
    ...pairs.filter(({ relation }) => relation === "same context")
      .map((pair) => ({ ...pair, distance: 0.5 })),
  ]);
  const { charts: [chart] } = sectionOf(bare, "f6");
  assert.ok(chart.values.every(({ density }) => density === null));
  assert.doesNotMatch(JSON.stringify(chart.spec.layer), /"density":/);
});

Deno.test("Figure 7 keeps every pair’s path, their mean, and the ratios against the paper’s", () => {
  const { charts: [accuracy, ratio] } = sectionOf(run, "f7");
  const of = (pair: boolean) => accuracy.values.filter((value) => (value.pair !== null) === pair);
  assert.equal(of(true).length, 6 * 2 * 21);
  assert.equal(of(false).length, 2 * 21);
  const half = (values: readonly CsvRow[]) =>
    values.filter(({ path, tau }) => path === "straight line" && tau === 0.5);
  const sum = half(of(true)).reduce((sum, value) => sum + Number(value.accuracy), 0);
  assert.ok(Math.abs(Number(half(of(false))[0].accuracy) - sum / 6) < 1e-12);
  assert.equal(ratio.values.length, 6);
  assert.ok(ratio.table.rows.every((row) => row.at(-1) === "1.2"));
});

Deno.test("what the same model writes after the text itself stands once beside its prompts", () => {
  const { charts: [chart], tables: [table] } = sectionOf(run, "a");
  const after = chart.values.filter(({ prompt }) => prompt === "the text itself");
  assert.equal(after.length, 4);
  assert.equal(chart.values.length, 4 * 7);
  assert.equal(table.rows.length, 4 * 7);
  assert.ok(chart.values.some(({ begins }) => begins === "token ids 1 2 3 4"));
  assert.ok(chart.values.some(({ begins }) => String(begins).endsWith("…")));
  assert.ok(after.every(({ begins }) => String(begins).includes("<it> began↵and")));
});

Deno.test("attention has a line a solution and reading, and their means in the table", () => {
  const { charts: [chart] } = sectionOf(run, "k");
  assert.equal(chart.values.filter(({ solution }) => solution !== null).length, 4 * 3 * 8);
  assert.equal(chart.table.rows.length, 8);
  // Mean of 1/2, 1/3, … 1/16: H(16) − 1 over 15.
  assert.ok(JSON.stringify(chart.spec).includes('"even":0.1587'));
});

Deno.test("experiments of two models or lengths never share a chart", () => {
  const other = run.experiments.map((record) =>
    ({
      ...record,
      key: `${record.key.slice(1)}0`,
      job: { ...record.job, model: { ...record.job.model, id: "another" } },
    }) as JobRecord
  );
  const twice = { ...run, experiments: [...run.experiments, ...other] };
  for (const id of ["f5", "f6", "k"]) {
    const [one, two] = [run, twice].map((run) => sectionOf(run, id).charts);
    assert.equal(two.length, 2 * one.length, id);
    assert.equal(new Set(two.map(({ name }) => name)).size, two.length);
  }
});

Deno.test("no string of an experiment becomes markup", async () => {
  const attack = `"'></script><script>alert(1)</script><img src=x onerror=alert(1)>`;
  const structural = new Set(["kind", "outcome", "relation", "shared", "arrangement", "key"]);
  const experiments = JSON.parse(
    JSON.stringify(run.experiments),
    (name, value) => typeof value === "string" && !structural.has(name) ? attack : value,
  );
  const html = await renderReport({
    ...{ title: "Synthetic", claims, environment },
    records: run.records.slice(0, 1),
    experiments,
  });
  assert.doesNotMatch(html, /<img src=x|<script>alert/);
});

function sectionOf(run: RunRecords, id: string): PaperSection {
  return paperSections(run).find((section) => section.id === id)!;
}

/** The run with other pairs among its distances. */
function withPairs(change: (pairs: readonly SolutionPair[]) => SolutionPair[]): RunRecords {
  const experiments = run.experiments.map((record) => {
    if (record.job.kind !== "distances") return record;
    const { result } = record as unknown as { readonly result: DistancesResult };
    return { ...record, result: { ...result, pairs: change(result.pairs) } } as JobRecord;
  });
  return { ...run, experiments };
}

/** A timing with its two sides changed round: one pass is the slower way. */
function swapped(record: JobRecord): JobRecord {
  if (record.job.kind !== "throughput" || record.outcome !== "measured") return record;
  const result = record.result as ThroughputResult;
  return {
    ...record,
    result: {
      ...result,
      onePassMilliseconds: result.autoregressiveMilliseconds,
      autoregressiveMilliseconds: result.onePassMilliseconds,
    },
  } as JobRecord;
}
