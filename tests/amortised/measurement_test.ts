import assert from "node:assert/strict";
import { type LengthMeasurement, measurementTable, verdictOf } from "../../src/amortised/mod.ts";

const interval = (low: number, estimate: number, high: number) => ({ low, estimate, high });

function measured(
  { accuracy = 0.95, better = 0.1, common = interval(0.2, 0.25, 0.3) } = {},
): LengthMeasurement {
  const by = { encoderIsBetterBy: interval(better, better + 0.05, better + 0.1) };
  const baseline = { accuracy: 0.1, exact: 0, ...by };
  const scores = {
    encoder: { accuracy, exact: 0.5, encoderIsBetterBy: null },
    ...{ nearest: baseline, "common start": baseline, ridge: baseline },
  };
  const each = <T>(value: T) => ({ encoder: value, "common start": value, "N(0,1)": value });
  return {
    tokens: 8,
    encoderSha256: "e",
    straight: [{ genre: "prose", texts: 2, windows: 1234, scores }],
    bank: { texts: 2, exact: 2, textSteps: 9 },
    ridgePenalty: 1,
    steps: {
      texts: ["a", "b"],
      budget: 9,
      ...{ steps: each([1, 2]), exact: each(2), median: each(1.5) },
      againstCommon: common,
      againstNormal: interval(0.01, 0.02, 0.03),
    },
  };
}

const cases = [
  ["feasible", "0.9 right and a third of the steps", {}],
  ["promising", "too few tokens right", { accuracy: 0.89 }],
  ["promising", "more than a third of the steps", { common: interval(0.3, 0.34, 0.5) }],
  ["not here", "no clear gain over a baseline", { accuracy: 0.5, better: -0.01 }],
  ["not here", "no clear gain in steps", { common: interval(0.2, 0.6, 1.01) }],
] as const;

for (const [want, why, changes] of cases) {
  Deno.test(`verdictOf() says "${want}": ${why}`, () => {
    assert.equal(verdictOf(measured(changes)), want);
  });
}

Deno.test("measurementTable() has a row a genre and length, and the verdict", () => {
  const table = measurementTable({
    ...{ model: "m", arrangement: "a", command: "c", codeSha256: "s", threads: 2 },
    lengths: [measured()],
    speed: [],
  });
  assert.match(
    table,
    /\| 8 \| prose \| 1,234 \| 95\.0 % \(50\.0 %\) \| 10\.0 % \(0\.0 %; 10\.0 to/,
  );
  assert.match(table, /\| 0\.25 \(0\.20 to 0\.30\) \| 0\.02 \(0\.01 to 0\.03\) \| feasible \|/);
});
