/** A chart says the same in its drawing, its CSV file and its table. */
import assert from "node:assert/strict";
import type { Chart } from "../../../src/report/charts/chart.ts";

/** By the beginning of a chart's name: columns of its CSV file that its marks stand for. */
const measures: readonly (readonly [chart: string, columns: readonly string[], unit?: number])[] = [
  ["t1-arrangements", ["accuracy", "tokens"]],
  ["t2-sharing", ["accuracy", "groupSize"]],
  ["f1-capacity", ["tokens", "exactTokens"]],
  ["t3-capacity", ["tokens", "exactTokens"]],
  ["t4-fitting-time", ["seconds", "tokens"]],
  ["f3-information", ["onePassTokens"]],
  ["f4-throughput", ["autoregressive", "onePass", "ratio", "tokens"]],
  ["f4-break-even", ["decodes"]],
  ["f5-", ["textDistance", "distance"]],
  ["f6-", ["distance", "density"]],
  ["f7-accuracy", ["tau", "accuracy"]],
  ["f7-length-ratio", ["lengthRatio"]],
  ["a-similarity", ["ownSimilarity", "otherSimilarity"]],
  ["k-attention", ["layer", "mass"]],
  ["accuracy-over-length", ["tokens", "accuracy"]],
  ["throughput-ratio", ["ratio", "low", "high"]],
  ["throughput", ["tokensPerSecond"]],
  ["loss-over-steps", ["step", "lossNats"]],
  ["accuracy-over-steps", ["step", "accuracy"]],
  ["information", ["tokens", "informationNats"]],
  ["wrong-positions", ["position", "wrongShare", "medianWrongTime"]],
  ["hits", ["position"]],
  ["step-ratio", ["estimate", "low", "high", "target"]],
  ["product-share", ["estimate", "low", "high", "target"]],
  ["operator-shares", ["share", "low", "high"]],
  ["batching", ["ratio", "low", "high"]],
  ["decoding-speed", ["estimate", "low", "high"]],
  ["load-phases", ["milliseconds"], 1000],
  ["load-memory", ["peakOverWeights"]],
  ["growth-exponents", ["exponent", "low", "high"]],
];

/** Columns of tables that count, sum up or compare what the CSV file has one by one. */
const derived = new Set([
  ...["texts", "lengths tried", "seconds a text", "ratio", "95 % interval", "the paper’s mean"],
  ...["saved a decode", "pairs", "median", "in the paper’s limits", "mean over τ", "mean"],
  ...["own", "other", "own − other", "seed", "nats a token", "share of steps right"],
  ...["weights mapped", "weights packed", "steps of a group", "writings", "decodes"],
]);

export function assertSameThreeWays({ name, spec, values, table }: Chart): void {
  const drawn = new Set(dataOf(spec).flatMap(numbersIn));
  const [, columns, unit = 1] = measures.find(([chart]) => name.startsWith(chart)) ??
    assert.fail(`${name}: say which columns its marks stand for`);
  for (const column of columns) {
    const numbers = values.map((row) => row[column]).filter((cell) => typeof cell === "number");
    assert.ok(numbers.length > 0, `${name}: no number in ${column}`);
    for (const number of numbers) {
      assert.ok(
        drawn.has(number / unit),
        `${name}: ${column} ${number} of the CSV file is not drawn`,
      );
    }
  }
  const known = [...drawn, ...numbersIn(values)];
  for (const [at, column] of table.columns.entries()) {
    if (!column.numeric || derived.has(column.name)) continue;
    for (const row of table.rows) {
      const cell = row[at];
      assert.ok(isOneOf(known, cell), `${name}: ${column.name} "${cell}" of the table is no value`);
    }
  }
}

/** Whether the number a cell begins with is a value as the cell prints it: rounded, in its unit. */
function isOneOf(values: readonly number[], cell: unknown): boolean {
  const text = String(cell).replaceAll(",", "").replace("−", "-");
  const [number, digits] = text.match(/^-?\d+(?:\.(\d+))?(?:e-?\d+)?/) ?? [];
  if (number === undefined) return true;
  const [, exponent = 0] = number.split("e").map(Number);
  const half = 0.5000001 * 10 ** (exponent - (digits?.length ?? 0));
  const scales = /%$/.test(text)
    ? [100]
    : /[KMG]iB$/.test(text)
    ? [2 ** -10, 2 ** -20, 2 ** -30]
    : [1, 1 / 1000, 1000, 1 / 60];
  return values.some((value) =>
    scales.some((scale) => Math.abs(value * scale - Number(number)) <= half)
  );
}

/** The inline data of a specification's layers. */
function dataOf(spec: unknown): unknown[] {
  if (typeof spec !== "object" || spec === null) return [];
  return Object.entries(spec).flatMap(([key, value]) =>
    key === "data" ? (value as { values?: unknown[] }).values ?? [] : dataOf(value)
  );
}

function numbersIn(value: unknown): number[] {
  if (typeof value === "number") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(numbersIn);
}
