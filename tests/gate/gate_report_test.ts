/** The decision, on planted measurements: what each comes out as. */
import assert from "node:assert/strict";
import { floorsOf, judgeMeasured, type Measured, type Outcome } from "../../src/gate/mod.ts";
import {
  baselineWith,
  blocksWith,
  correctness,
  machine,
  measuredWith,
  settings,
  withFits,
} from "./planted.ts";

/** Block noise of a quiet and of a noisy machine; floors come out near 1 % and 5 %. */
const [quiet, noisy] = [0.01, 0.05];
const outcomeOf = (measured: Measured, deviation = quiet) =>
  judgeMeasured(measured, baselineWith(deviation), { path: "there" });

const CASES: [what: string, changes: Partial<Measured>, outcome: Outcome, deviation?: number][] = [
  ["nothing changed", {}, "pass"],
  ["a step 10 % slower", slower(1.1, quiet), "regression"],
  ["a step 10 % slower on a noisy machine", slower(1.1, noisy), "regression", noisy],
  ["a step 3 % slower, above the floor", slower(1.03, quiet), "regression"],
  ["a step 3 % slower, below the floor", slower(1.03, noisy), "inconclusive", noisy],
  ["a step 10 % faster", slower(0.9, quiet), "pass"],
  [
    "one text of 20 with a wrong token",
    {
      correctness: withFits((fit, at) =>
        at === 7 ? { ...fit, correctTokens: 7, exact: false } : fit
      ),
    },
    "regression",
  ],
  ["a third more steps", { correctness: withSteps(4 / 3) }, "regression"],
  ["a third fewer steps", { correctness: withSteps(2 / 3) }, "regression"],
  ["a step more in one text", { correctness: withFits(moreInOne) }, "pass"],
  ["a gradient of the wrong sign", { correctness: withGradient(2) }, "regression"],
  ["a gradient that is NaN", { correctness: withGradient(NaN) }, "regression"],
  ["another verdict", { correctness: withVerdict("refuted") }, "regression"],
  ["speed that was not measured", { blocks: [] }, "inconclusive"],
  ["another machine", { machine: { ...machine, cpu: "Another CPU" } }, "other environment"],
  [
    "another machine and a wrong gradient",
    { machine: { ...machine, cores: 64 }, correctness: withGradient(2) },
    "regression",
  ],
  [
    "another machine, fewer steps",
    { machine: { ...machine, cores: 64 }, correctness: withSteps(2 / 3) },
    "other environment",
  ],
];

for (const [what, changes, outcome, deviation] of CASES) {
  Deno.test(`a gate that finds ${what} ends as ${outcome}`, () => {
    const report = outcomeOf(measuredWith(changes), deviation);
    assert.equal(report.outcome, outcome, JSON.stringify([report.findings, report.judgements]));
  });
}

Deno.test("the planted floors are below and above 3 %", () => {
  const floors = [quiet, noisy].map((deviation) =>
    floorsOf(baselineWith(deviation).calibration, settings.blocks.first).step!
  );
  assert.ok(floors[0] < 0.02 && floors[1] > 0.035, `${floors}`);
});

Deno.test("a faster step passes, and is said to be faster", () => {
  const [{ faster }] = outcomeOf(measuredWith(slower(0.9, quiet))).judgements;
  assert.ok(faster);
});

Deno.test("on another machine neither speed nor steps are compared", () => {
  const { judgements, findings, notes } = outcomeOf(
    measuredWith({ machine: { ...machine, cpu: "Another CPU" } }),
  );
  assert.deepEqual(judgements, []);
  assert.equal(
    findings.find(({ reading }) => reading === "steps to exact")!.verdict,
    "not compared",
  );
  assert.match(notes.join(), /cpu "Planted CPU" there, "Another CPU" here/);
});

const FAULTS: [what: string, changes: Partial<Measured>, says: RegExp][] = [
  [
    "a time that is NaN",
    { blocks: oneWrong([[10, NaN]]) },
    /^Error: Cannot judge step: a turn of head has NaN/,
  ],
  [
    "a turn without samples",
    { blocks: oneWrong([[]]) },
    /^Error: Cannot judge step: a turn of head has no sample/,
  ],
  ["no turns", { blocks: oneWrong([]) }, /^Error: Cannot judge step: base has 6 turns and head 0/],
  [
    "a block without its metric",
    { blocks: [{}] },
    /^Error: Cannot judge step: a block has nothing of it/,
  ],
  [
    "other settings",
    { settings: { ...settings, tokens: 32 } },
    /^Error: Cannot compare with the baseline: its settings are others, tokens 8 there, 32 here; /,
  ],
  [
    "other texts",
    { correctness: withFits((fit) => ({ ...fit, tokens: 9 })) },
    /^Error: Cannot compare fits: base has 20, head 20, and 0 are of the same texts/,
  ],
];
for (const [what, changes, says] of FAULTS) {
  Deno.test(`a gate given ${what} judges nothing`, () => {
    assert.throws(() => outcomeOf(measuredWith(changes)), says);
  });
}

Deno.test("a metric whose noise was never calibrated is not judged", () => {
  const { calibration: _, ...others } = baselineWith(quiet);
  const judged = () => judgeMeasured(measuredWith(), { ...others, calibration: {} }, { path: "" });
  assert.throws(judged, /^Error: Cannot judge step: its noise was never calibrated$/);
});

Deno.test("without a baseline a measurement of both sides is judged, one of head alone is not", () => {
  const judgeAlone = (measured: Measured) => judgeMeasured(measured, null, { path: "there" });
  assert.throws(
    () => judgeAlone(measuredWith()),
    /^Error: Cannot compare: there is no baseline there/,
  );
  const { calibration } = baselineWith(quiet);
  const both = measuredWith({ correctness: { base: correctness, head: correctness }, calibration });
  assert.equal(judgeAlone(both).outcome, "pass");
});

function slower(factor: number, deviation: number): Partial<Measured> {
  return { blocks: blocksWith(factor, { deviation, seed: 2 }) };
}

function withSteps(factor: number): Measured["correctness"] {
  return withFits((fit) => ({ ...fit, steps: Math.round(factor * fit.steps) }));
}

function moreInOne(fit: typeof correctness.fits[number], at: number) {
  return at === 3 ? { ...fit, steps: fit.steps + 1 } : fit;
}

function withGradient(distance: number): Measured["correctness"] {
  const gradients = [...correctness.gradients, { ...correctness.gradients[0], distance }];
  return { base: null, head: { ...correctness, gradients } };
}

function withVerdict(verdict: string): Measured["correctness"] {
  const [first, ...others] = correctness.verdicts;
  return { base: null, head: { ...correctness, verdicts: [{ ...first, verdict }, ...others] } };
}

function oneWrong(head: number[][]): Measured["blocks"] {
  const [{ step }, ...others] = blocksWith(1, { deviation: quiet, seed: 2 });
  const [first, second] = step!;
  const turns = head.length === 0 ? [] : [...head, ...first.head.slice(head.length)];
  return [{ step: [{ base: first.base, head: turns }, second] }, ...others];
}
