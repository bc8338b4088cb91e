import type {
  BenchRow,
  KernelRow,
  OperatorProfile,
  ProductShareRow,
} from "../harness/bench/mod.ts";
import type { Interval } from "../harness/statistics/ratio_interval.ts";

/** Timed rows as a table. */
export function rowTable(rows: readonly BenchRow[]): string {
  const ratio = (interval: Interval | undefined, smallest?: number) => {
    if (interval === undefined) return "";
    const { estimate, low, high } = interval;
    const minima = smallest === undefined ? "" : `, minima ${smallest.toFixed(2)}`;
    return `${estimate.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]${minima}`;
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

export function kernelTable(rows: readonly KernelRow[]): string {
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

/** The step beside its own products. */
export function productTable(rows: readonly ProductShareRow[]): string {
  return table(
    ["B×N", "step ms", "products ms", "GFLOP/s", "products ÷ step"],
    rows.map((row) => [
      `${row.B}×${row.N}`,
      row.stepMedianMilliseconds.toFixed(1),
      row.productsMedianMilliseconds.toFixed(1),
      row.productsGigaflopsPerSecond.toFixed(0),
      `${row.share.estimate.toFixed(2)} [${row.share.low.toFixed(2)}, ${
        row.share.high.toFixed(2)
      }], minima ${row.minShare.toFixed(2)}`,
    ]),
  );
}

/** Where a step's time goes: operators, then the products by shape. */
export function profileTable(profile: OperatorProfile & { B: number; N: number }): string {
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

/** Columns as wide as they need; the first left-aligned, and the last where it is text. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((name, at) =>
    Math.max(name.length, ...rows.map((row) => row[at].length))
  );
  const isNumber = head.map((_, at) => rows.every((row) => /^[\d.×%µ -]*$/.test(row[at])));
  return [head, ...rows].map((row) =>
    row.map((cell, at) => isNumber[at] ? cell.padStart(widths[at]) : cell.padEnd(widths[at]))
      .join("  ").trimEnd()
  ).join("\n");
}
