import {
  type GrowthExcess,
  type GrowthExponent,
  type GrowthRow,
  growthVerdict,
} from "../bench/growth.ts";
import type { LoadRow } from "../bench/load_rows.ts";
import { table } from "./_columns.ts";

const megabytes = (bytes: number) => (bytes / 1e6).toFixed(0);

/** Loading: what it came to, then its phases. */
export function loadTables(rows: readonly LoadRow[]): string {
  const totals = table(
    [
      "weights",
      "ms",
      "with Deno",
      "min",
      "later step",
      "peak MB",
      "activations",
      "rest ÷ weights",
      "MB",
      "two",
    ],
    rows.map((row) => [
      row.weights,
      row.medianMilliseconds.toFixed(0),
      row.medianMillisecondsWithDeno.toFixed(0),
      row.minMilliseconds.toFixed(0),
      row.medianLaterStepMilliseconds.toFixed(1),
      megabytes(row.peakBytes),
      megabytes(row.activationBytes),
      row.peakOverWeights.toFixed(2),
      megabytes(row.memory.proportionalBytes),
      megabytes(row.memoryOfTwoSessions.proportionalBytes),
    ]),
  );
  const phases = table(
    ["phase, ms", ...rows.map(({ weights }) => weights)],
    rows[0].phases.map(({ name }, at) => [
      name,
      ...rows.map((row) => row.phases[at].milliseconds.toFixed(0)),
    ]),
  );
  return `${totals}\n\n${phases}`;
}

/** Points, exponents, and in words what they say. */
export function growthTables(rows: readonly (GrowthRow | GrowthExponent | GrowthExcess)[]): string {
  const points = rows.filter((row) => row.what === "growth").map(({ shape, B, N, ...row }) => [
    `${shape.layers}`,
    `${shape.width}`,
    `${B}×${N}`,
    row.medianStepMilliseconds.toFixed(2),
    row.medianCompileMilliseconds.toFixed(0),
    (row.medianMemoryBytes / 1e6).toFixed(1),
  ]);
  const exponents = rows.filter((row) => row.what === "growth exponent").map(
    ({ of, over, from, to, exponent: { estimate, low, high }, workExponent }) => [
      of,
      `${over} ${from} to ${to}`,
      `${estimate.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]`,
      workExponent?.toFixed(2) ?? "",
    ],
  );
  const excesses = rows.filter((row) => row.what === "growth excess");
  return [
    table(["layers", "width", "B×N", "step ms", "compile ms", "memory MB"], points),
    table(["of", "over", "exponent", "the work's"], exponents),
    growthVerdict({ excesses }),
  ].join("\n\n");
}
