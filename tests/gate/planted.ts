/** Planted measurements: what a gate would have measured, with one thing wrong. */
import { normals, stream } from "../../src/random/mod.ts";
import type { Baseline, Block, Correctness, Measured } from "../../src/gate/mod.ts";
import { gateSettings } from "../../src/gate/mod.ts";

export const settings = gateSettings("quick", { model: "tiny-llama", threads: 1 });

export const machine = {
  startedAt: "2026-11-29T12:00:00.000Z",
  deno: "2.9.6",
  v8: "15.0",
  os: "linux 6.1",
  cpu: "Planted CPU",
  cores: 2,
  memoryBytes: 8e9,
  onnxruntime: "1.30.0",
  commit: null,
};

/** Twenty exact texts, right gradients, two verdicts. */
export const correctness: Correctness = {
  fits: Array.from({ length: 20 }, (_, at) => ({
    model: "tiny-llama",
    recipe: "open",
    text: `text ${at}`,
    tokens: 8,
    correctTokens: 8,
    exact: true,
    steps: 50 + 3 * at,
    lossNats: 0.5 + at / 100,
  })),
  gradients: [{ model: "tiny-llama", text: "golden 0", lossDifference: 0, distance: 3e-6 }],
  verdicts: [
    { run: "a", claim: "T1, transfer", verdict: "confirmed" },
    { run: "a", claim: "T2, transfer", verdict: "not run" },
  ],
};

/**
 * Block effects of a machine with so much noise, standard deviation as a share. Each comes with its
 * opposite, so that what a test finds is what was planted, not a seed's luck.
 */
export function noise(deviation: number, { count, seed }: { count: number; seed: number }) {
  return Array.from(normals(stream(seed, "sweep"), count / 2))
    .flatMap((value) => [deviation * value, -deviation * value]);
}

/** Blocks whose head takes `factor` times as long, with noise. */
export function blocksWith(
  factor: number,
  { deviation, seed, count = settings.blocks.most }: {
    deviation: number;
    seed: number;
    count?: number;
  },
): Block[] {
  return noise(deviation, { count, seed }).map((effect) => {
    const turn = (milliseconds: number) => Array.from({ length: 3 }, (_, at) => milliseconds + at);
    const turns = Array.from({ length: settings.turns }, () => turn(10));
    const slower = factor * Math.exp(effect);
    return {
      step: [0, 1].map(() => ({
        base: turns,
        head: turns.map((turn) => turn.map((one) => slower * one)),
      })),
    };
  });
}

export function baselineWith(deviation: number): Baseline {
  const calibration = { step: noise(deviation, { count: 16, seed: 1 }) };
  const command = "deno task gate --quick --bless planted";
  return { reason: "planted", machine, settings, correctness, calibration, command };
}

export function measuredWith(changes: Partial<Measured> = {}): Measured {
  return {
    settings,
    machine,
    against: "the planted baseline",
    correctness: { base: null, head: correctness },
    calibration: null,
    blocks: blocksWith(1, { deviation: 0.01, seed: 2 }),
    notes: [],
    command: "deno task gate --quick",
    ...changes,
  };
}

/** Correctness with other fits. */
export function withFits(
  change: (fit: Correctness["fits"][number], at: number) => Correctness["fits"][number],
): Measured["correctness"] {
  return { base: null, head: { ...correctness, fits: correctness.fits.map(change) } };
}
