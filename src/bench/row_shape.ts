import {
  amount,
  byField,
  count,
  type DataShape,
  fields,
  flag,
  listOf,
  maybe,
  nullOr,
  number,
  oneOf,
  share,
  text,
} from "../records/data_shape.ts";
import { machineShape } from "../records/machine_shape.ts";
import type { BatchingRow } from "./batching.ts";
import type { BenchRow } from "./bench_row.ts";
import type { GrowthExcess, GrowthExponent, GrowthRow } from "./growth.ts";
import type { LoadRow } from "./load_rows.ts";
import type { ProductShareRow } from "./product_share.ts";
import type { ProfileRow } from "./profile_step.ts";
import type { KernelRow } from "./time_kernels.ts";

type What = (
  | BenchRow
  | BatchingRow
  | GrowthExcess
  | GrowthExponent
  | GrowthRow
  | KernelRow
  | LoadRow
  | ProductShareRow
  | ProfileRow
)["what"];

/** A spread of no extent, or an unbounded one, is null in JSON. */
const bound = nullOr(number);

const interval = fields({ estimate: bound, low: bound, high: bound });

const size = { model: text, B: count, N: count, threads: count };

const samples = {
  samplesMilliseconds: listOf(amount),
  medianMilliseconds: amount,
  minMilliseconds: amount,
};

const raced = fields({
  ...size,
  ...samples,
  who: text,
  tokensPerSecond: amount,
  tokensPerSecondInterval: interval,
  ratioToPyTorchEager: maybe(interval),
  ratioToPyTorchCompile: maybe(interval),
  minRatioToPyTorchEager: maybe(number),
  minRatioToPyTorchCompile: maybe(number),
  decodes: maybe(oneOf("the text its vectors hold", "a continuation of one token")),
  onePassSpeedup: maybe(interval),
  agreesWithOurs: maybe(number),
  about: fields({}),
});

const memory = fields({
  peakBytes: amount,
  anonymousBytes: amount,
  fileBytes: amount,
  proportionalBytes: amount,
});

/** Everything that is measured, and what its readers rely on. */
const rows: Readonly<Record<What, DataShape>> = {
  "fit step": raced,
  "one pass": raced,
  autoregressive: raced,
  batching: fields({
    ...size,
    texts: count,
    steps: count,
    filledShare: share,
    roundsMilliseconds: listOf(amount),
    medianMilliseconds: amount,
    fitsPerSecond: amount,
    ratioToOneAtATime: interval,
    agreement: fields({
      texts: count,
      identicalTexts: count,
      firstLossDifference: number,
      medianDifference: number,
      largestDifference: number,
      sameAccuracyTexts: count,
    }),
  }),
  growth: fields({
    shape: fields({ layers: count, width: count, vocabulary: count }),
    B: count,
    N: count,
    threads: count,
    stepMilliseconds: listOf(amount),
    compileMilliseconds: listOf(amount),
    memoryBytes: listOf(amount),
    medianStepMilliseconds: amount,
    medianCompileMilliseconds: amount,
    medianMemoryBytes: amount,
  }),
  "growth exponent": fields({
    of: oneOf("step", "compile", "memory"),
    over: oneOf("N", "B", "layers", "width"),
    from: number,
    to: number,
    exponent: interval,
    workExponent: maybe(number),
  }),
  "growth excess": fields({
    over: oneOf("N", "B"),
    from: number,
    to: number,
    excess: interval,
    worse: flag,
  }),
  kernel: fields({
    ...samples,
    kernel: text,
    threads: count,
    gigaflopsPerSecond: bound,
    gigabytesPerSecond: bound,
  }),
  "model load": fields({
    ...size,
    ...samples,
    weights: oneOf("mapped", "packed", "engine's own"),
    medianMillisecondsWithDeno: amount,
    phases: listOf(fields({ name: text, milliseconds: amount })),
    medianLaterStepMilliseconds: amount,
    weightBytes: amount,
    peakBytes: amount,
    activationBytes: number,
    peakOverWeights: number,
    memory,
    memoryOfTwoSessions: memory,
  }),
  "product share": fields({
    ...size,
    products: count,
    stepMilliseconds: listOf(amount),
    productsMilliseconds: listOf(amount),
    stepMedianMilliseconds: amount,
    productsMedianMilliseconds: amount,
    share: interval,
    minShare: number,
    productsGigaflopsPerSecond: bound,
  }),
  "operator profile": fields({
    ...size,
    runs: count,
    runMilliseconds: amount,
    operatorMilliseconds: amount,
    productShare: number,
    operators: listOf(fields({
      operator: text,
      calls: number,
      milliseconds: amount,
      share: number,
      shareInterval: interval,
    })),
    products: listOf(fields({
      product: text,
      calls: number,
      milliseconds: amount,
      gigaflopsPerSecond: bound,
    })),
  }),
};

const row = byField("what", rows);

const kept = fields({
  command: text,
  machine: machineShape,
});

/** What keeps a value out of a file from being a benchmark's row; null where nothing does. */
export function rowFault(value: unknown): string | null {
  return kept(value, "") ?? row(value, "");
}
