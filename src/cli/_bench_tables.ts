import {
  type BatchingRow,
  type BenchRow,
  type KernelRow,
  type MeasuredRow,
  type ProductShareRow,
  type ProfileRow,
  rowsOf,
} from "../bench/mod.ts";
import type { Interval } from "../statistics/ratio_interval.ts";
import { growthTables, loadTables } from "./_bench_growth_tables.ts";
import { table } from "./_columns.ts";

/** Rows of any kind as tables, a kind after the other. */
export function benchTables(rows: readonly MeasuredRow[]): string {
  const tables = [
    print(rowsOf(rows, "fit step", "one pass", "autoregressive"), rowTable),
    print(rowsOf(rows, "batching"), batchingTable),
    print(rowsOf(rows, "kernel"), kernelTable),
    print(rowsOf(rows, "product share"), productTable),
    print(rowsOf(rows, "operator profile"), (all) => all.map(profileTable).join("\n\n")),
    print(rowsOf(rows, "model load"), loadTables),
    print(rowsOf(rows, "growth", "growth exponent", "growth excess"), growthTables),
  ];
  return tables.filter((one) => one !== "").join("\n\n");
}

function print<R>(rows: readonly R[], as: (rows: readonly R[]) => string): string {
  return rows.length === 0 ? "" : as(rows);
}

function rowTable(rows: readonly BenchRow[]): string {
  const ratio = (interval: Interval | undefined, smallest?: number) => {
    if (interval === undefined) return "";
    const minima = smallest === undefined ? "" : `, minima ${smallest.toFixed(2)}`;
    return `${shown(interval)}${minima}`;
  };
  return table(
    ["what", "who", "B×N", "median ms", "min ms", "tokens/s", "compared"],
    rows.map((row) => [
      row.what,
      row.who,
      `${row.B}×${row.N}`,
      row.medianMilliseconds.toFixed(1),
      row.minMilliseconds.toFixed(1),
      row.what === "fit step" ? "" : row.tokensPerSecond.toFixed(0),
      [
        ["of PyTorch eager", ratio(row.ratioToPyTorchEager, row.minRatioToPyTorchEager)],
        ["of torch.compile", ratio(row.ratioToPyTorchCompile, row.minRatioToPyTorchCompile)],
        ["times as long as one pass", ratio(row.onePassSpeedup)],
      ].flatMap(([of, text]) => text === "" ? [] : [`${text} ${of}`]).join("; "),
    ]),
  );
}

function shown({ estimate, low, high }: Interval): string {
  return `${estimate.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]`;
}

function batchingTable(rows: readonly BatchingRow[]): string {
  return table(
    ["B×N", "texts", "s a round", "fits/s", "filled", "÷ one at a time", "same bits", "apart"],
    rows.map((row) => [
      `${row.B}×${row.N}`,
      String(row.texts),
      (row.medianMilliseconds / 1000).toFixed(1),
      row.fitsPerSecond.toFixed(3),
      `${(100 * row.filledShare).toFixed(0)} %`,
      shown(row.ratioToOneAtATime),
      `${row.agreement.identicalTexts} of ${row.texts}`,
      `${row.agreement.medianDifference.toExponential(0)}, at most ${
        row.agreement.largestDifference.toExponential(0)
      }`,
    ]),
  );
}

function kernelTable(rows: readonly KernelRow[]): string {
  return table(
    ["kernel", "median µs", "min µs", "GFLOP/s", "GB/s"],
    rows.map((row) => [
      row.kernel,
      (row.medianMilliseconds * 1000).toFixed(0),
      (row.minMilliseconds * 1000).toFixed(0),
      row.gigaflopsPerSecond.toFixed(1),
      row.gigabytesPerSecond.toFixed(1),
    ]),
  );
}

function productTable(rows: readonly ProductShareRow[]): string {
  return table(
    ["B×N", "step ms", "products ms", "GFLOP/s", "products ÷ step"],
    rows.map((row) => [
      `${row.B}×${row.N}`,
      row.stepMedianMilliseconds.toFixed(1),
      row.productsMedianMilliseconds.toFixed(1),
      row.productsGigaflopsPerSecond.toFixed(0),
      `${shown(row.share)}, minima ${row.minShare.toFixed(2)}`,
    ]),
  );
}

/** Where a step's time goes: operators, then the products by shape. */
function profileTable(profile: ProfileRow): string {
  const { B, N, runs, runMilliseconds, operatorMilliseconds, productShare } = profile;
  const operators = table(
    ["operator", "calls", "ms", "share", "µs a call"],
    profile.operators.map(({ operator, calls, milliseconds, share }) => [
      operator,
      calls.toFixed(0),
      milliseconds.toFixed(2),
      `${(100 * share).toFixed(1)} %`,
      (1000 * milliseconds / calls).toFixed(1),
    ]),
  );
  const products = table(
    ["product", "calls", "ms", "GFLOP/s"],
    profile.products.map(({ product, calls, milliseconds, gigaflopsPerSecond }) => [
      product,
      calls.toFixed(0),
      milliseconds.toFixed(2),
      gigaflopsPerSecond.toFixed(0),
    ]),
  );
  return `B = ${B}, N = ${N}: ${runMilliseconds.toFixed(1)} ms a run under the profiler (mean of ` +
    `${runs}), ${operatorMilliseconds.toFixed(1)} ms in operators, ` +
    `${(100 * productShare).toFixed(1)} % in matrix products\n\n${operators}\n\n${products}`;
}
