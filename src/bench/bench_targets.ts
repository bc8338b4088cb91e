import { MODELS } from "../fixtures/models.ts";
import { pinnedStream } from "../random/mod.ts";
import { medianInterval } from "../statistics/median_interval.ts";
import type { Interval } from "../statistics/ratio_interval.ts";
import { type KeptRow, rowsOf } from "./bench_file.ts";
import type { BenchRow } from "./bench_row.ts";
import { growthAllowance } from "./growth.ts";

/** What a figure should reach. */
export interface BenchTarget {
  readonly what: string;
  readonly bound: "at most" | "at least";
  readonly value: number;
  /** After the figure: " s", "×". */
  readonly unit: string;
}

/** A target beside what was measured. */
export interface TargetFinding extends BenchTarget {
  /** null where no row says. */
  readonly measured: Interval | null;
  /** null where the interval has the target in it, or nothing was measured. */
  readonly met: boolean | null;
  readonly command: string | null;
  /** The command that would measure it, where none has. */
  readonly wanted: string;
}

/** Fit step over PyTorch's at B = 1, by who and up to which N. */
export const stepRatioTargets = [
  { peer: "eager", upTo: 64, value: 0.35 },
  { peer: "eager", upTo: 128, value: 0.38 },
  { peer: "compile", upTo: 128, value: 0.42 },
] as const;

/** Products over step, where B·N is at least `from`. */
export const productShareTarget = { from: 256, value: 0.88 } as const;

/** Fits a second at the best B over those one at a time. */
export const batchingTarget = { tokens: 16, value: 2 } as const;

/** From nothing to the first step, and the most memory, activations aside, over the weight file. */
export const loadTarget = { seconds: 1.5, peakOverWeights: 1.3 } as const;

/** One pass over the fastest decoder, by N. */
export const decodingTargets = [{ tokens: 64, value: 20 }, { tokens: 128, value: 25 }] as const;

/** The target of our step's ratio to a PyTorch at N; null where there is none. */
export function stepRatioTarget(
  peer: "eager" | "compile",
  { B, N }: Pick<BenchRow, "B" | "N">,
): number | null {
  if (B !== 1) return null;
  return stepRatioTargets.find((target) => target.peer === peer && N <= target.upTo)?.value ?? null;
}

/** Every target, met or not, by the rows kept. They are of the default model, but for growth. */
export function targetFindings(kept: readonly KeptRow[]): TargetFinding[] {
  const rows = kept.filter((row) => !("model" in row) || row.model === MODELS.default);
  return [
    ...stepFindings(rows),
    ...productFindings(rows),
    batchingFinding(rows),
    ...loadFindings(rows),
    ...decodingFindings(rows),
    growthFinding(rows),
  ];
}

type Figure = { readonly measured: Interval; readonly command: string } | undefined;

function finding(target: BenchTarget & { readonly wanted: string }, figure: Figure): TargetFinding {
  if (figure === undefined) return { ...target, measured: null, met: null, command: null };
  const { bound, value } = target;
  const { estimate, low, high } = figure.measured;
  const inside = bound === "at most" ? high <= value : low >= value;
  const outside = bound === "at most" ? low > value : high < value;
  // A point without an interval lies on one side; NaN on none.
  const met = inside ? true : outside && Number.isFinite(estimate) ? false : null;
  return { ...target, ...figure, met };
}

function stepFindings(rows: readonly KeptRow[]): TargetFinding[] {
  const ours = rowsOf(rows, "fit step").filter(({ who, B }) => who === "onepass" && B === 1);
  return (["eager", "compile"] as const).flatMap((peer) =>
    [16, 32, 64, 128].map((N) => {
      const key = peer === "eager" ? "ratioToPyTorchEager" : "ratioToPyTorchCompile";
      const row = ours.findLast((row) => row.N === N && row[key] !== undefined);
      const name = peer === "eager" ? "PyTorch eager" : "torch.compile";
      const flag = peer === "eager" ? "pytorch" : "pytorch-compile";
      return finding({
        what: `fit step ÷ ${name}, B = 1, N = ${N}`,
        bound: "at most",
        value: stepRatioTarget(peer, { B: 1, N })!,
        unit: "",
        wanted: `deno task bench --what step --peers ${flag} --tokens ${N}`,
      }, row && { measured: row[key]!, command: row.command });
    })
  );
}

function productFindings(rows: readonly KeptRow[]): TargetFinding[] {
  const { from, value } = productShareTarget;
  const large = rowsOf(rows, "product share").filter(({ B, N }) => B * N >= from);
  const target = { bound: "at least", value, unit: "" } as const;
  const wanted = "deno task bench --products --batch 4,8 --tokens 64";
  if (large.length === 0) {
    return [finding({ ...target, what: `products ÷ step, B·N ≥ ${from}`, wanted }, undefined)];
  }
  return large.map(({ B, N, share, command }) =>
    finding({ ...target, what: `products ÷ step, B×N = ${B}×${N}`, wanted }, {
      measured: share,
      command,
    })
  );
}

function batchingFinding(rows: readonly KeptRow[]): TargetFinding {
  const { tokens, value } = batchingTarget;
  const measured = rowsOf(rows, "batching").filter(({ N }) => N === tokens);
  const best =
    measured.toSorted((a, b) => b.ratioToOneAtATime.estimate - a.ratioToOneAtATime.estimate)[0];
  const at = best === undefined ? "at the best B" : `B = ${best.B}, ${best.texts} texts`;
  return finding({
    what: `fits a second ÷ one at a time, N = ${tokens}, ${at}`,
    bound: "at least",
    value,
    unit: "×",
    wanted: "deno task bench --batching",
  }, best && { measured: best.ratioToOneAtATime, command: best.command });
}

function loadFindings(rows: readonly KeptRow[]): TargetFinding[] {
  const measured = rowsOf(rows, "model load");
  const wanted = "deno task bench --load";
  const kinds = measured.length > 0 ? measured.map(({ weights }) => weights) : ["mapped"];
  return kinds.flatMap((weights, at) => {
    const row = measured[at];
    const { peakOverWeights } = row ?? {};
    return [
      finding({
        what: `nothing to first step, weights ${weights}`,
        bound: "at most",
        value: loadTarget.seconds,
        unit: " s",
        wanted,
      }, row && { measured: loadSeconds(row), command: row.command }),
      finding(
        {
          what: `(peak memory − activations) ÷ weights, ${weights}`,
          bound: "at most",
          value: loadTarget.peakOverWeights,
          unit: "",
          wanted,
        },
        row && {
          // The largest of all runs: no interval.
          measured: { estimate: peakOverWeights!, low: peakOverWeights!, high: peakOverWeights! },
          command: row.command,
        },
      ),
    ];
  });
}

/** Median of the runs with a 95 % interval, seconds. */
export function loadSeconds({ samplesMilliseconds, N }: {
  readonly samplesMilliseconds: readonly number[];
  readonly N: number;
}): Interval {
  const seconds = samplesMilliseconds.map((one) => [one / 1000]);
  const found = medianInterval(seconds, { stream: pinnedStream("bootstrap", N) });
  return { ...found, low: Math.max(0, found.low) };
}

function decodingFindings(rows: readonly KeptRow[]): TargetFinding[] {
  const decoders = rowsOf(rows, "autoregressive").filter(({ onePassSpeedup }) => onePassSpeedup);
  return decodingTargets.map(({ tokens, value }) => {
    const fastest = decoders.filter(({ N }) => N === tokens)
      .toSorted((a, b) => a.onePassSpeedup!.estimate - b.onePassSpeedup!.estimate)[0];
    const name = fastest === undefined ? "the fastest decoder" : nameOf(fastest);
    return finding({
      what: `one pass over ${name}, N = ${tokens}`,
      bound: "at least",
      value,
      unit: "×",
      wanted:
        `deno task bench --what decoding --peers llama.cpp,transformers.js --tokens ${tokens}`,
    }, fastest && { measured: fastest.onePassSpeedup!, command: fastest.command });
  });
}

/** A decoder as a reader knows it. */
export function nameOf({ who }: Pick<BenchRow, "who">): string {
  return who === "onepass" ? "our own decoder" : who;
}

function growthFinding(rows: readonly KeptRow[]): TargetFinding {
  const excesses = rowsOf(rows, "growth excess");
  const worst = excesses.toSorted((a, b) => b.excess.estimate - a.excess.estimate)[0];
  const at = worst === undefined ? "at its worst" : `${worst.over} ${worst.from} → ${worst.to}`;
  return finding({
    what: `growth of the step ÷ growth of its operations, ${at}`,
    bound: "at most",
    value: growthAllowance,
    unit: "×",
    wanted: "deno task bench --growth",
  }, worst && { measured: worst.excess, command: worst.command });
}
