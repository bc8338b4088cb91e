import assert from "node:assert/strict";
import type { JobRecord } from "../../../src/records/record.ts";
import type { TextOutcome } from "../../../src/records/experiment_records.ts";
import { arrangements } from "../../../src/proto/mod.ts";
import { chartSvg } from "../../../src/report/charts/chart_svg.ts";
import { controlComparisons } from "../../../src/report/readings/control_comparisons.ts";
import { controlPairs } from "../../../src/report/readings/control_pairs.ts";
import { controlsCharts, controlsSection } from "../../../src/report/sections/controls_section.ts";
import { variablePalette } from "../../../src/report/charts/palette.ts";
import { plantedExperiment } from "../../claims/planted_records.ts";

const everyText = [1, 2, 3, 4, 5, 6, 7, 8];

/** m matters: half is lost with m frozen. The weights do not. */
const records = everyText.flatMap((text) => [
  control({ text, variant: "none", accuracy: 1 }),
  control({ text, variant: "random weights", accuracy: 1, steps: 40 }),
  control({ text, variant: "frozen random e", accuracy: 0.75, ceiling: 0.75 }),
  control({ text, variant: "frozen random m", accuracy: text % 2 === 0 ? 0.25 : 0.75 }),
]);

Deno.test("a control is paired with the plain fit of its text, seed and setting alone", () => {
  const pairs = controlPairs(records);
  assert.equal(pairs.length, 3 * everyText.length);
  assert.ok(pairs.every(({ plain }) => plain.accuracy === 1));
  const elsewhere = [
    control({ text: 1, variant: "none", accuracy: 1, seed: 2 }),
    control({ text: 1, variant: "none", accuracy: 1, tokens: 8 }),
    control({ text: 2, variant: "none", accuracy: 1 }),
    control({ text: 1, variant: "BOS first", accuracy: 0.5 }),
    control({ text: 1, variant: "none", accuracy: 1, arrangement: "[e]×N" }),
  ];
  assert.deepEqual(controlPairs(elsewhere), []);
});

Deno.test("arrangements are settings of their own, each with a chart of its own name", () => {
  const all = Object.keys(arrangements);
  const records = all.flatMap((arrangement, at) => [
    control({ text: 1, variant: "none", accuracy: 0, arrangement }),
    control({ text: 1, variant: "BOS first", accuracy: at / 4, arrangement }),
  ]);
  const comparisons = controlComparisons(controlPairs(records));
  assert.deepEqual(comparisons.map((one) => one.difference.estimate), [0, 0.25, 0.5, 0.75, 1]);
  for (const [at, { setting }] of comparisons.entries()) assert.ok(setting.includes(all[at]));
  assert.equal(new Set(controlsCharts(records).map(({ name }) => name)).size, all.length);
});

Deno.test("a held-out text is compared with its own fit with m free", () => {
  const [shared, other, random] = controlPairs([heldOut([0.75, 1])]);
  assert.deepEqual([shared.control, shared.text], ["held-out shared m", "pg19-1"]);
  assert.deepEqual([other.changed.accuracy, other.plain.accuracy], [1, 1]);
  assert.deepEqual([random.control, random.changed.accuracy], ["held-out random m", 0]);
});

Deno.test("comparisons count what came back, and the interval says how far it is sure", () => {
  const comparisons = new Map(
    controlComparisons(controlPairs(records)).map((one) => [one.control, one]),
  );
  const weights = comparisons.get("random weights")!;
  assert.deepEqual([weights.exact, weights.plainExact, weights.fits], [8, 8, 8]);
  assert.deepEqual([weights.medianSteps, weights.plainMedianSteps], [40, 100]);
  assert.equal(weights.difference.estimate, 0);
  assert.ok(weights.difference.low < 0 && weights.difference.high > 0);
  const e = comparisons.get("frozen random e")!;
  assert.deepEqual([e.exact, e.outOfReach, e.complete], [0, true, 8]);
  const m = comparisons.get("frozen random m")!;
  assert.equal(m.difference.estimate, -0.5);
  assert.ok(m.difference.high < -0.25 && m.difference.low > -0.75);
});

Deno.test("seeds of one text count as one", () => {
  const twice = records.flatMap((record) => [record, reseeded(record)]);
  for (const one of controlComparisons(controlPairs(twice))) {
    assert.deepEqual([one.texts, one.fits], [8, 16]);
  }
});

Deno.test("the section says of each control it shows what it would mean, and nothing of others", () => {
  const { html } = controlsSection(records);
  for (const name of ["random weights", "frozen random e", "frozen random m"]) {
    assert.ok(html.includes(`<li><b>${name}:</b>`), name);
  }
  assert.ok(!html.includes("<b>BOS first:</b>"));
  assert.ok(html.includes("0 of 8; all within reach: 8"));
  assert.ok(html.includes("no verdict counts them"));
});

Deno.test("controls that were not measured are counted, and a run without any says so", () => {
  const missing = { ...records[1], outcome: "not run", reason: "planted" } as JobRecord;
  const { html } = controlsSection([...records.slice(0, 1), missing]);
  assert.match(html, /1 of 2 controls were not\s+measured/);
  assert.match(controlsSection([]).html, /No control was run/);
});

Deno.test("a setting has one chart, every fit in it", async () => {
  const charts = controlsCharts([...records, heldOut([0.75, 1])]);
  assert.equal(charts.length, 1);
  const [{ name, values, table, spec }] = charts;
  assert.match(name, /^[\w.-]+$/);
  assert.deepEqual([values.length, table.rows.length], [28, 28]);
  for (const row of table.rows) assert.equal(row.length, table.columns.length);
  assert.doesNotMatch(await chartSvg(spec, { palette: variablePalette }), /NaN|undefined/);
});

interface Planted extends Partial<Omit<TextOutcome, "accuracy">> {
  readonly accuracy: number;
}

function control(
  { text, variant, seed = 1, tokens = 4, arrangement = "[e][m]×(N−1)", ...planted }: Planted & {
    readonly text: number;
    readonly variant: string;
    readonly seed?: number;
    readonly tokens?: number;
    readonly arrangement?: string;
  },
): JobRecord {
  const identity = { id: `pg19-${text}`, source: "pg19", tokenIdsSha256: `${text}` };
  const job = { kind: "control", text: identity, tokens, arrangement, seed, variant, settings: {} };
  return plantedExperiment(job, outcome(planted)) as unknown as JobRecord;
}

function reseeded(record: JobRecord): JobRecord {
  return { ...record, job: { ...record.job, seed: 2 } } as JobRecord;
}

function heldOut(shared: readonly number[]): JobRecord {
  const texts = shared.map((_, i) => ({ id: `pg19-${i + 1}`, source: "pg19", tokenIdsSha256: "" }));
  const arrangement = "[e][m]×(N−1)";
  const job = { kind: "held-out m", texts, trainingTexts: [], tokens: 4, arrangement, seed: 1 };
  return plantedExperiment(job, {
    training: { fittedAccuracy: 1, steps: 9, starts: 1, outcome: "exact" },
    texts: shared.map((accuracy) => ({
      "shared m": outcome({ accuracy }),
      "random m": outcome({ accuracy: 0 }),
      "free m": outcome({ accuracy: 1 }),
    })),
  }) as unknown as JobRecord;
}

function outcome({ accuracy, ...others }: Planted): TextOutcome {
  return {
    accuracy,
    exact: accuracy === 1,
    ceiling: 1,
    fittedAccuracy: accuracy,
    lossNats: 1,
    steps: 100,
    starts: 1,
    ...others,
  };
}
