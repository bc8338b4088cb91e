/** Planted truths, as in `planted_truths_test.ts`, of the rules about jobs beyond single fits. */
import { ratioInterval } from "../../src/statistics/mod.ts";
import type { JobRecord } from "../../src/records/record.ts";
import { normals, type Stream } from "../../src/random/mod.ts";
import { plantedExperiment, plantedFit, plantedThroughput } from "./planted_records.ts";
import { testTruths } from "./planted_truths.ts";

// A share of texts against nine tenths, best of two seeds, in groups of four that differ.
testTruths("T2-sharing-m-works", {
  "true of every text": ["reproduced", (random) => sharing(random, { groups: 16, fails: 0 })],
  "false by 5 SE": ["contradicted", (random) => sharing(random, { groups: 16, fails: 0.5 })],
  // Whole groups fail together: taken for single texts they would be four times as sure.
  "barely true": ["not contradicted", (random) => sharing(random, { groups: 24, fails: 0.09 })],
  "barely false": ["not reproduced", (random) => sharing(random, { groups: 24, fails: 0.11 })],
  "two groups": ["inconclusive", (random) => sharing(random, { groups: 2, fails: 0 })],
});

// A mean fall, paired by text, that texts of a group have in common: error of 16 groups 0.025.
testTruths("T2-larger-groups-want-restarts", {
  "true by 5 SE": ["reproduced", (random) => falling(random, { groups: 16, mean: 0.125 })],
  "false by 5 SE": ["contradicted", (random) => falling(random, { groups: 16, mean: -0.125 })],
  "barely true": ["not contradicted", (random) => falling(random, { groups: 16, mean: 0.001 })],
  "barely false": ["not reproduced", (random) => falling(random, { groups: 16, mean: -0.001 })],
  "one text": ["inconclusive", (random) => falling(random, { groups: 1, size: 1, mean: 0.1 })],
});

// Capacities in doublings on the grid 8…64, as of random words and prose; one group shares m.
testTruths("T3-sharing-m-costs-capacity", {
  "true by 5 SE, censored": ["reproduced", (random) => sharedCapacity(random, { shift: 1.3 })],
  "false by 5 SE, censored": ["contradicted", (random) => sharedCapacity(random, { shift: -1.3 })],
  "barely true": ["not contradicted", (random) => sharedCapacity(random, { shift: 0.01 })],
  "barely false": ["not reproduced", (random) => sharedCapacity(random, { shift: -0.01 })],
  "three texts": ["inconclusive", (random) => sharedCapacity(random, { shift: 0.3, texts: 3 })],
});

// A ratio between 0.32 and 0.71: lognormal on both sides, its ln has an error of 0.07.
testTruths("F3-natural-half", {
  "true by 5 SE": ["reproduced", (random) => ratio(random, { ln: Math.log(0.475) })],
  "false by 5 SE": ["contradicted", (random) => ratio(random, { ln: Math.log(0.475) + 0.75 })],
  "barely true": ["not contradicted", (random) => ratio(random, { ln: Math.log(0.7) })],
  "barely false": ["not reproduced", (random) => ratio(random, { ln: Math.log(0.72) })],
  "three texts": ["inconclusive", (random) => ratio(random, { ln: Math.log(0.7), texts: 3 })],
  "outlasted": ["not run", (random) => ratio(random, { ln: 0, censored: true })],
});

// Ratios of medians of 15 pairs, each time off by 5 %.
testTruths("F4-one-pass-faster", {
  "true by 5 SE": ["reproduced", (random) => timed(random, { ratio: 1.15 })],
  "false by 5 SE": ["contradicted", (random) => timed(random, { ratio: 0.85 })],
  "barely true": ["not contradicted", (random) => timed(random, { ratio: 1.001 })],
  "barely false": ["not reproduced", (random) => timed(random, { ratio: 0.999 })],
});

// Differences of distances over 10 contexts that have an offset each.
testTruths("F6-distance-order", {
  "true by 5 SE": ["reproduced", (random) => distances(random, { steps: [0.05, 0.05] })],
  "false by 5 SE": ["contradicted", (random) => distances(random, { steps: [0.05, -0.05] })],
  "barely true": ["not contradicted", (random) => distances(random, { steps: [0.05, 0.0005] })],
  "barely false": ["not reproduced", (random) => distances(random, { steps: [0.05, -0.0005] })],
  "three contexts": [
    "inconclusive",
    (random) => distances(random, { steps: [0.002, 0.002], contexts: 3 }),
  ],
});

// The same within bins of equal distance of the texts.
testTruths("F5-equal-token-distance", {
  "true by 5 SE": ["reproduced", (random) => distances(random, { steps: [0, 0.05] })],
  "false by 5 SE": ["contradicted", (random) => distances(random, { steps: [0, -0.05] })],
  "barely true": ["not contradicted", (random) => distances(random, { steps: [0, 0.0005] })],
  "barely false": ["not reproduced", (random) => distances(random, { steps: [0, -0.0005] })],
});

// A mean over texts against one half: deviation 0.1, so the error of 16 texts is 0.025.
testTruths("F7-straight-line-collapses", {
  "true by 5 SE": ["reproduced", (random) => curves(random, { lowest: 0.375 })],
  "false by 5 SE": ["contradicted", (random) => curves(random, { lowest: 0.625 })],
  "barely true": ["not contradicted", (random) => curves(random, { lowest: 0.499 })],
  "barely false": ["not reproduced", (random) => curves(random, { lowest: 0.501 })],
  "three texts": ["inconclusive", (random) => curves(random, { lowest: 0.375, texts: 3 })],
});

// An unbounded mean against 1.25: deviation 0.1.
testTruths("F7-curve-short", {
  "true by 5 SE": ["reproduced", (random) => curves(random, { length: 1.125 })],
  "false by 5 SE": ["contradicted", (random) => curves(random, { length: 1.375 })],
  "barely true": ["not contradicted", (random) => curves(random, { length: 1.249 })],
  "barely false": ["not reproduced", (random) => curves(random, { length: 1.251 })],
});

// Equivalence within 0.05 for each of two prompts: deviation 0.04, error of 16 texts 0.01.
testTruths("A-generation-unrelated", {
  "true by 5 SE": ["reproduced", (random) => generations(random, { mean: 0 })],
  "false by 5 SE": ["contradicted", (random) => generations(random, { mean: 0.1 })],
  "barely true": ["not contradicted", (random) => generations(random, { mean: 0.049 })],
  "barely false": ["not reproduced", (random) => generations(random, { mean: 0.051 })],
  "five texts": ["inconclusive", (random) => generations(random, { mean: 0, texts: 5 })],
});

// A mean share against one half: deviation 0.1.
testTruths("K-attention-sink", {
  "true by 5 SE": ["reproduced", (random) => attentions(random, { mean: 0.625 })],
  "false by 5 SE": ["contradicted", (random) => attentions(random, { mean: 0.375 })],
  "barely true": ["not contradicted", (random) => attentions(random, { mean: 0.501 })],
  "barely false": ["not reproduced", (random) => attentions(random, { mean: 0.499 })],
  "five texts": ["inconclusive", (random) => attentions(random, { mean: 0.6, texts: 5 })],
});

function identity(text: number) {
  return { id: `pg19-${text}`, source: "pg19", tokenIdsSha256: "" };
}

/** A group fit of 16 tokens that share m. */
function groupFit(
  texts: readonly number[],
  { accuracies, seed = 1, tokens = 16 }: {
    accuracies: readonly number[];
    seed?: number;
    tokens?: number;
  },
): JobRecord {
  return plantedExperiment(
    {
      kind: "group fit",
      texts: texts.map(identity),
      tokens,
      arrangement: "[e][m]×(N−1)",
      shared: "m",
      groupSize: texts.length,
      seed,
    },
    { texts: accuracies.map((accuracy) => ({ accuracy, firstTokenRight: true })) },
  );
}

/** `count` groups of `size` texts. */
function grouped(count: number, size: number): number[][] {
  return Array.from(
    { length: count },
    (_, group) => Array.from({ length: size }, (_, i) => group * size + i),
  );
}

/** Two seeds a group of four; a group that fails does so with both, and three of its texts. */
function sharing(random: Stream, { groups, fails }: { groups: number; fails: number }) {
  return grouped(groups, 4).flatMap((texts) => {
    // A text in four of a failing group comes back by itself.
    const failing = random.uniform() < fails * 4 / 3;
    const accuracies = texts.map((_, i) => failing && i > 0 ? 0.6 : 1);
    return [1, 2].map((seed) => groupFit(texts, { accuracies, seed }));
  });
}

/** Texts alone and in groups of four, whose vector costs all of them the same. */
function falling(
  random: Stream,
  { groups, mean, size = 4 }: { groups: number; mean: number; size?: number },
): JobRecord[] {
  const z = normals(random, groups);
  return grouped(groups, size).flatMap((texts, group) => {
    const fall = Math.min(0.45, Math.max(-0.45, mean + 0.1 * z[group]));
    const alone = texts.map((text) => groupFit([text], { accuracies: [0.5 + fall / 2] }));
    // A second text, so that a group of one text is not one that shares nothing.
    const members = size === 1 ? [texts[0], 1000] : texts;
    return [...alone, groupFit(members, { accuracies: members.map(() => 0.5 - fall / 2) })];
  });
}

function sharedCapacity(
  random: Stream,
  { shift, texts = 14 }: { shift: number; texts?: number },
): JobRecord[] {
  const z = normals(random, 2 * texts);
  const holds = (side: number, text: number) =>
    2 ** (5 + (side === 0 ? shift / 2 : -shift / 2) + 0.7 * z[side * texts + text]);
  const all = Array.from({ length: texts }, (_, text) => text);
  return [8, 16, 32, 64].flatMap((tokens) => {
    const accuracies = (side: number) => all.map((text) => tokens <= holds(side, text) ? 1 : 0.5);
    const alone = accuracies(0).map((accuracy, text) => plantedFit({ text, tokens, accuracy }));
    return [...alone, groupFit(all, { accuracies: accuracies(1), tokens })];
  });
}

/** Texts that hold `ratio` as much in one pass as crammed, and not the next length. */
function ratio(
  random: Stream,
  { ln, texts = 16, censored = false }: { ln: number; texts?: number; censored?: boolean },
): JobRecord[] {
  const z = normals(random, 2 * texts);
  const cram = (text: number, [tokens, accuracy, informationNats]: readonly number[]) =>
    plantedExperiment(
      { kind: "cramming", text: identity(text), tokens, memVectors: 2, seed: 1 },
      { teacherForcedAccuracy: accuracy, greedyAccuracy: accuracy, informationNats },
    );
  return Array.from({ length: texts }, (_, text) => [
    plantedFit({
      text,
      tokens: 16,
      accuracy: 1,
      informationNats: 100 * Math.exp(ln + 0.2 * z[text]),
    }),
    plantedFit({ text, tokens: 32, accuracy: censored ? 1 : 0.5 }),
    cram(text, [32, 1, 100 * Math.exp(0.2 * z[texts + text])]),
    cram(text, [64, 0.5, 300]),
  ]).flat();
}

function timed(random: Stream, { ratio }: { ratio: number }): JobRecord[] {
  const z = normals(random, 30);
  const onePassMilliseconds = Array.from({ length: 15 }, (_, i) => 10 * Math.exp(0.05 * z[i]));
  const autoregressiveMilliseconds = Array.from(
    { length: 15 },
    (_, i) => 10 * ratio * Math.exp(0.05 * z[15 + i]),
  );
  const interval = ratioInterval(autoregressiveMilliseconds, onePassMilliseconds, {
    stream: random,
  });
  return [plantedThroughput({ onePassMilliseconds, autoregressiveMilliseconds, ratio: interval })];
}

/** Pairs within and between contexts; `steps` from same text to same context to different. */
function distances(
  random: Stream,
  { steps: [toContext, toDifferent], contexts = 10 }: {
    steps: readonly [number, number];
    contexts?: number;
  },
): JobRecord[] {
  const own = normals(random, contexts);
  const z = normals(random, contexts * (6 + contexts));
  let drawn = 0;
  const pair = (relation: string, [a, b]: readonly number[], mean: number) => ({
    relation,
    contexts: [`context-${a}`, `context-${b}`],
    distance: mean + 0.005 * (own[a] + own[b]) + 0.02 * z[drawn++],
    tokenDistance: random.uniform(),
    semanticDistance: null,
  });
  const near = 0.8;
  const pairs = Array.from({ length: contexts }, (_, a) => [
    ...[1, 2].map(() => pair("same text", [a, a], near - toContext)),
    ...[1, 2, 3].map(() => pair("same context", [a, a], near)),
    ...Array.from({ length: a }, (_, b) => pair("different context", [b, a], near + toDifferent)),
  ]).flat();
  return [plantedExperiment({ kind: "distances", tokens: 16 }, { pairs })];
}

/** Two pairs of solutions a text, which have most in common. */
function curves(
  random: Stream,
  { lowest = 0.3, length = 1.1, texts = 16 }: { lowest?: number; length?: number; texts?: number },
): JobRecord[] {
  const z = normals(random, texts);
  return Array.from(
    { length: texts },
    (_, text) =>
      [[1, 11], [1, 21]].map((seeds) =>
        plantedExperiment(
          { kind: "curve", text: identity(text), tokens: 16, seeds },
          {
            lineAccuracies: [1, Math.min(1, Math.max(0, lowest + 0.1 * z[text])), 1],
            curveAccuracies: [1, 1, 1],
            lengthRatio: length + 0.1 * z[text],
          },
        )
      ),
  ).flat();
}

function generations(
  random: Stream,
  { mean, texts = 16 }: { mean: number; texts?: number },
): JobRecord[] {
  return ["BOS e m", "e m"].flatMap((prompt) => {
    const z = normals(random, texts);
    return Array.from({ length: texts }, (_, text) =>
      plantedExperiment(
        { kind: "generation", text: identity(text), tokens: 128, prompt },
        { ownSimilarity: 0.3 + mean + 0.04 * z[text], otherSimilarity: 0.3 },
      ));
  });
}

function attentions(
  random: Stream,
  { mean, texts = 16 }: { mean: number; texts?: number },
): JobRecord[] {
  const z = normals(random, texts);
  return Array.from({ length: texts }, (_, text) =>
    plantedExperiment(
      { kind: "attention", text: identity(text), tokens: 16 },
      { firstPositionMass: [mean + 0.1 * z[text]].map((mass) => Math.min(1, Math.max(0, mass))) },
    ));
}
