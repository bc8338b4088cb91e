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
  ["exact-over-steps", ["steps", "exactShare"]],
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
  ["open-steps", ["steps", "exactShare"]],
  ["open-exact", ["tokens", "share", "low", "high"]],
  ["open-accuracy", ["tokens", "share", "low", "high"]],
  ["encoder-learning", ["textsSeen", "tokensRight", "textsExact"]],
  ["encoder-straight", ["tokensRight", "low", "high"]],
  ["encoder-steps", ["steps"]],
];

/** Columns of tables that count, sum up or compare what the CSV file has one by one. */
const derived: readonly (readonly [chart: string, columns: readonly string[]])[] = [
  ["t1-arrangements", ["texts"]],
  ["t2-sharing", ["steps of a group"]],
  ["f1-capacity", ["texts"]],
  ["t3-capacity", ["texts", "lengths tried"]],
  ["t4-fitting-time", ["seconds a text", "reached"]],
  ["f3-information", ["ratio"]],
  ["f4-throughput", ["95 % interval", "the paper’s mean"]],
  ["f4-break-even", ["saved a decode", "decodes"]],
  ["f6-", ["pairs", "median", "in the paper’s limits"]],
  ["f7-accuracy", ["mean over τ"]],
  ["f7-length-ratio", ["pairs", "mean"]],
  ["a-similarity", ["own", "other", "own − other", "writings"]],
  ["throughput", ["ratio", "95 % interval"]],
  ["exact-over-steps", ["fits", "exact"]],
  ["information", ["nats a token"]],
  ["hits", ["share of steps right"]],
  ["load-phases", ["weights mapped", "weights packed"]],
  ["open-steps", ["texts", "exact"]],
];

/** What a cell with a unit may have been in the CSV file's, which is of one size. */
const scales: Readonly<Record<string, readonly number[]>> = {
  "%": [100],
  KiB: [2 ** -10],
  MiB: [2 ** -20],
  GiB: [2 ** -30],
  ms: [1, 1000],
  " s": [1, 1 / 1000],
  min: [1 / 60, 1 / 60_000],
};

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
  const [, made = []] = derived.find(([chart]) => name.startsWith(chart)) ?? [];
  for (const [at, column] of table.columns.entries()) {
    if (!column.numeric || made.includes(column.name)) continue;
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
  const unit = Object.keys(scales).find((unit) => text.endsWith(unit)) ?? "";
  return values.some((value) =>
    (scales[unit] ?? [1]).some((scale) => Math.abs(value * scale - Number(number)) <= half)
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
