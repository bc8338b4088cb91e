import { MODELS } from "../../src/fixtures/models.ts";
import { type KeptRow, type MeasuredRow } from "../../src/bench/bench_file.ts";

/** Invented throughout, like the records; a row of every kind that a chart shows. */

const command = "deno task bench --synthetic";
const about = { engine: "synthetic" };
const around = (estimate: number) => ({ estimate, low: 0.95 * estimate, high: 1.05 * estimate });
// The targets are of that model.
const base = { model: MODELS.default, threads: 2, command };
const samples = [10, 11, 12];
const timed = {
  samplesMilliseconds: samples,
  medianMilliseconds: 11,
  minMilliseconds: 10,
  tokensPerSecond: 1000,
  tokensPerSecondInterval: around(1000),
};

export const machine: KeptRow["machine"] = {
  startedAt: "2000-01-01T00:00:00.000Z",
  deno: "0.0.0",
  v8: "0.0",
  os: "synthetic linux",
  cpu: "Synthetic processor",
  cores: 2,
  memoryBytes: 2 ** 34,
  onnxruntime: "0.0.0",
  commit: "0123456789ab",
};

/** Steps at N = 16 and 64, a race of decoders at N = 64, and one of everything else. */
export function syntheticBench(): KeptRow[] {
  return [...steps(), ...decoders(), ...parts(), ...loads(), ...growths()]
    .map((row) => ({ ...row, machine }));
}

function steps(): MeasuredRow[] {
  return [16, 64].flatMap((N): MeasuredRow[] => [
    {
      ...{ ...base, ...timed, what: "fit step", who: "onepass", B: 1, N, about },
      ratioToPyTorchEager: around(0.3),
      ratioToPyTorchCompile: around(0.41),
    },
    { ...base, ...timed, what: "fit step", who: "pytorch eager", B: 1, N, about },
  ]);
}

function decoders(): MeasuredRow[] {
  const race = { ...base, ...timed, B: 1, N: 64, about };
  const continues = "a continuation of one token" as const;
  return [
    { ...race, what: "one pass", who: "onepass", decodes: "the text its vectors hold" },
    ...([["onepass", 40], ["llama.cpp", 22]] as const).map(([who, speedup]): MeasuredRow => ({
      ...{ ...race, what: "autoregressive", who, decodes: continues },
      tokensPerSecond: 1000 / speedup,
      tokensPerSecondInterval: around(1000 / speedup),
      onePassSpeedup: around(speedup),
    })),
  ];
}

function parts(): MeasuredRow[] {
  const agreement = {
    texts: 64,
    identicalTexts: 3,
    firstLossDifference: 1e-7,
    medianDifference: 1e-5,
    largestDifference: 1e-3,
    sameAccuracyTexts: 64,
  };
  return [
    {
      ...{ ...base, what: "product share", B: 4, N: 64, products: 302 },
      stepMilliseconds: samples,
      productsMilliseconds: samples,
      stepMedianMilliseconds: 11,
      productsMedianMilliseconds: 10,
      share: around(0.95),
      minShare: 0.9,
      productsGigaflopsPerSecond: 300,
    },
    ...[1, 2, 4].map((B): MeasuredRow => ({
      ...{ ...base, what: "batching", B, N: 16, texts: 64, steps: 1920, filledShare: 0.97 },
      roundsMilliseconds: samples,
      medianMilliseconds: 11,
      fitsPerSecond: B / 3,
      ratioToOneAtATime: B === 1 ? { estimate: 1, low: 1, high: 1 } : around(B / 1.5),
      agreement,
    })),
    {
      ...{ ...base, what: "operator profile", B: 1, N: 16, runs: 5 },
      runMilliseconds: 11,
      operatorMilliseconds: 10,
      productShare: 0.75,
      operators: ["Gemm", "Mul", "Add"].map((operator, at) => ({
        operator,
        calls: 10,
        milliseconds: 5 - at,
        share: [0.8, 0.15, 0.05][at],
        shareInterval: around([0.8, 0.15, 0.05][at]),
      })),
      products: [{
        product: "Gemm 1×1 → 1×1",
        calls: 10,
        milliseconds: 5,
        gigaflopsPerSecond: 200,
      }],
    },
  ];
}

function loads(): MeasuredRow[] {
  const names = ["modules", "files", "model", "graph", "lowering", "compile", "first step"];
  const memory = {
    peakBytes: 7e8,
    anonymousBytes: 1e8,
    fileBytes: 6e8,
    proportionalBytes: 65e7,
  };
  return (["mapped", "packed"] as const).map((weights) => ({
    ...{ ...base, what: "model load", weights, B: 1, N: 16 },
    samplesMilliseconds: [1200, 1250, 1300],
    medianMilliseconds: 1250,
    minMilliseconds: 1200,
    medianMillisecondsWithDeno: 1300,
    phases: names.map((name) => ({ name, milliseconds: 170 })),
    medianLaterStepMilliseconds: 60,
    weightBytes: 5.4e8,
    peakBytes: 7e8,
    activationBytes: 2e7,
    peakOverWeights: 1.26,
    memory,
    memoryOfTwoSessions: memory,
  }));
}

function growths(): MeasuredRow[] {
  return [
    ...(["step", "compile", "memory"] as const).map((of): MeasuredRow => ({
      ...{ what: "growth exponent", of, over: "N", from: 8, to: 512, command },
      exponent: around(1.05),
      ...(of === "step" ? { workExponent: 1.04 } : {}),
    })),
    {
      ...{ what: "growth excess", over: "N", from: 8, to: 16, command, worse: false },
      excess: around(1.02),
    },
  ];
}
