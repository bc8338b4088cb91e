/** Planted truths of the rules about seconds: Table 4 and Figure 4. */
import { normals, type Stream } from "../../src/random/mod.ts";
import type { JobRecord } from "../../src/records/record.ts";
import { plantedFit, plantedThroughput } from "./planted_records.ts";
import { testTruths } from "./planted_truths.ts";

// Seconds that grow as N to a power, cut off at a budget of 5,000 steps.
testTruths("T4-seconds-grow", {
  "true by 5 SE, censored": ["holds", (random) => growth(random, { exponent: 0.7 })],
  "false by 5 SE, censored": ["fails", (random) => growth(random, { exponent: -0.7 })],
  "barely true, censored": ["not fails", (random) => growth(random, { exponent: 0.01 })],
  "barely false, censored": ["not holds", (random) => growth(random, { exponent: -0.01 })],
  "two texts": ["inconclusive", (random) => growth(random, { exponent: 0.05, texts: 2 })],
  // The paper's times begin at N = 32: shorter ones say nothing against them.
  "false of N = 2 to 16 alone": [
    "not fails",
    (random) => duration(random, { exponent: -2, lengths: [2, 4, 8, 16] }),
  ],
});

// The exponent against 0.67 to 1.9, at N = 32, 64, 128: its error is about 0.15.
testTruths("T4-time-linear", {
  "true by 4 SE": ["holds", (random) => duration(random, { exponent: 1.28 })],
  "false by 5 SE": ["fails", (random) => duration(random, { exponent: 2.7 })],
  "barely true": ["not fails", (random) => duration(random, { exponent: 1.85 })],
  "barely false": ["not holds", (random) => duration(random, { exponent: 1.95 })],
  "as the paper's steepest row": ["not fails", (random) => duration(random, { exponent: 1.84 })],
  "two texts": ["inconclusive", (random) => duration(random, { exponent: 1.8, texts: 2 })],
  // Below the paper's shortest length a step is mostly overhead: nothing is judged.
  "N = 2 to 16": [
    "not run",
    (random) => duration(random, { exponent: 3, lengths: [2, 4, 8, 16] }),
  ],
});

// A printed time, 27 s at N = 128: within a factor of two, deviation of ln 0.2, error 0.05.
testTruths("T4-seconds", {
  "one cell true": ["inconclusive", (random) => seconds(random, { times: 1 })],
  "one cell false by 5 SE": ["fails", (random) => seconds(random, { times: 2.6 })],
  "one cell barely true": ["not fails", (random) => seconds(random, { times: 1.99 })],
  "one text": ["not run", (random) => seconds(random, { times: 9, texts: 1 })],
});

// Ratios of medians, of eight texts that differ by 5 %.
testTruths("F4-one-pass-faster", {
  "true by 5 SE": ["holds", (random) => timed(random, { ratio: 1.15 })],
  "false by 5 SE": ["fails", (random) => timed(random, { ratio: 0.85 })],
  "barely true": ["not fails", (random) => timed(random, { ratio: 1.001 })],
  "barely false": ["not holds", (random) => timed(random, { ratio: 0.999 })],
  "one text, however often": ["inconclusive", (random) => timed(random, { ratio: 9, texts: 1 })],
  "a slower decoder at hand": ["holds", (random) => timed(random, { ratio: 1.15, other: 9 })],
  "a faster decoder at hand": ["fails", (random) => timed(random, { ratio: 9, other: 0.8 })],
});

// A mean of ratios within a quarter of 279.
testTruths("F4-279-times", {
  "true by 5 SE": ["holds", (random) => ratios(random, { mean: 279 })],
  "false by 5 SE": ["fails", (random) => ratios(random, { mean: 100 })],
  "barely true": ["not fails", (random) => ratios(random, { mean: 345 })],
  "barely false": ["not holds", (random) => ratios(random, { mean: 353 })],
  "two points": ["not fails", (random) => ratios(random, { mean: 330, points: 2 })],
  "one point": ["not run", (random) => ratios(random, { mean: 279, points: 1 })],
}, { draws: 300 });

/** Seconds of fits of Table 4's Llama-3.2-1B at N = 128, so many times the 27 that are printed. */
function seconds(
  random: Stream,
  { times, texts = 16 }: { times: number; texts?: number },
): JobRecord[] {
  const z = normals(random, Math.max(2, texts));
  return Array.from({ length: texts }, (_, text) =>
    plantedFit({
      text,
      tokens: 128,
      accuracy: 1,
      seconds: 27 * times * Math.exp(0.2 * z[text]),
      model: { id: "llama-3.2-1b" },
      engine: { device: "cuda" },
    }));
}

/** Fits that all end, steps times the time of a step growing as N to a power. */
function duration(
  random: Stream,
  { exponent, texts = 12, lengths = [32, 64, 128] }: {
    exponent: number;
    texts?: number;
    lengths?: readonly number[];
  },
): JobRecord[] {
  const z = normals(random, (1 + lengths.length) * texts);
  return Array.from({ length: texts }, (_, text) =>
    lengths.map((tokens, i) =>
      plantedFit({
        text,
        tokens,
        accuracy: 1,
        steps: 1e4 * (tokens / 32) ** exponent *
          Math.exp(0.5 * z[text] + 0.5 * z[texts * (1 + i) + text]),
      })
    )).flat();
}

/** Texts at N = 8, 16, 32 with lognormal steps, a difficulty of their own, and a budget. */
function growth(
  random: Stream,
  { exponent, texts = 12 }: { exponent: number; texts?: number },
): JobRecord[] {
  const z = normals(random, 4 * texts);
  return Array.from({ length: texts }, (_, text) =>
    [8, 16, 32].map((tokens, i) => {
      const log = Math.log(1500) + exponent * Math.log(tokens / 16) + 0.5 * z[4 * text] +
        0.5 * z[4 * text + 1 + i];
      const steps = Math.min(5000, Math.round(Math.exp(log)));
      return plantedFit({ text, tokens, steps, accuracy: steps < 5000 ? 1 : 0.9 });
    })).flat();
}

/** Texts timed three times each, ratios of their medians scattered by 5 %. */
function timed(
  random: Stream,
  { ratio, texts = 8, other }: { ratio: number; texts?: number; other?: number },
): JobRecord[] {
  const z = normals(random, Math.max(2, texts));
  return Array.from({ length: texts }, (_, text) => {
    const onePass = 10;
    const own = onePass * ratio * Math.exp(0.05 * z[text]);
    return plantedThroughput({
      onePassMilliseconds: [onePass, onePass, onePass],
      autoregressiveMilliseconds: [own, own, own],
      ratio: { estimate: own / onePass, low: own / onePass, high: own / onePass },
      otherDecoders: other === undefined ? undefined : [{
        decoder: "llama.cpp",
        milliseconds: [1, 2, 3].map(() => onePass * other * Math.exp(0.05 * z[text])),
      }],
    }, { text });
  });
}

/** Points of Figure 4 on CUDA, one a model and source, scattered by a tenth. */
function ratios(
  random: Stream,
  { mean, points = 16 }: { mean: number; points?: number },
): JobRecord[] {
  const z = normals(random, Math.max(2, points));
  return Array.from({ length: points }, (_, point) => {
    const estimate = mean * (1 + 0.1 * z[point]);
    return plantedThroughput({
      onePassMilliseconds: [1, 1],
      autoregressiveMilliseconds: [estimate, estimate],
      ratio: { estimate, low: estimate, high: estimate },
    }, { device: "cuda", source: `source-${point}` });
  });
}
