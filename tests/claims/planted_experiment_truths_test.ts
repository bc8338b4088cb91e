/** Planted truths, as in `planted_truths_test.ts`, of the rules about jobs beyond single fits. */
import type { JobRecord } from "../../src/records/record.ts";
import { normals, type Stream } from "../../src/random/mod.ts";
import { plantedExperiment, plantedFit, plantedThroughput } from "./planted_records.ts";
import { testTruths } from "./planted_truths.ts";

// A text's chance in one try against 0.206, with which ten tries leave fewer than one of ten.
testTruths("T2-sharing-m-works", {
  "true of every text": ["holds", (random) => sharing(random, { groups: 16, chance: 1 })],
  "true by 5 SE": ["holds", (random) => sharing(random, { groups: 16, chance: 0.6 })],
  "false by 5 SE": ["fails", (random) => sharing(random, { groups: 24, chance: 0 })],
  // Texts of a fit come back together: taken for single texts they would be four times as sure.
  "barely true": ["not fails", (random) => sharing(random, { groups: 24, chance: 0.22 })],
  "barely false": ["not holds", (random) => sharing(random, { groups: 24, chance: 0.19 })],
  "two fits": ["inconclusive", (random) => sharing(random, { groups: 1, chance: 0.5 })],
  // One group of all texts, as in the paper's last column: ten seeds are ten fits.
  "one group with ten seeds": [
    "holds",
    (random) => sharing(random, { groups: 1, chance: 0.9, seeds: 10, size: 16 }),
  ],
});

// A mean fall that texts of a fit have in common: error of 16 fits 0.025.
testTruths("T2-larger-groups-want-restarts", {
  "true by 5 SE": ["inconclusive", (random) => falling(random, { groups: 16, mean: 0.125 })],
  "true by 5 SE, of e as well": [
    "holds",
    (random) => [
      ...falling(random, { groups: 16, mean: 0.125 }),
      ...falling(random, { groups: 16, mean: 0.125, shared: "e" }),
    ],
  ],
  "false by 5 SE": ["fails", (random) => falling(random, { groups: 16, mean: -0.125 })],
  "barely true": ["not fails", (random) => falling(random, { groups: 16, mean: 0.001 })],
  "barely false": [
    "not holds",
    (random) => [
      ...falling(random, { groups: 16, mean: -0.001 }),
      ...falling(random, { groups: 16, mean: 0.2, shared: "e" }),
    ],
  ],
  "one text": ["inconclusive", (random) => falling(random, { groups: 1, size: 1, mean: 0.1 })],
}, { draws: 300 });

// Capacities in doublings on the grid 8…64, as of random words and prose; groups share m.
testTruths("T3-sharing-m-costs-capacity", {
  "true by 5 SE, censored": ["holds", (random) => sharedCapacity(random, { shift: 1.3 })],
  "false by 5 SE, censored": ["fails", (random) => sharedCapacity(random, { shift: -1.3 })],
  "barely true": ["not fails", (random) => sharedCapacity(random, { shift: 0.01 })],
  "barely false": ["not holds", (random) => sharedCapacity(random, { shift: -0.01 })],
  "two groups": ["inconclusive", (random) => sharedCapacity(random, { shift: 0.3, groups: 2 })],
  // Its texts, however many, say nothing of another group.
  "one group": ["not run", (random) => sharedCapacity(random, { shift: 1.3, groups: 1 })],
}, { draws: 300 });

// A ratio between 0.32 and 0.71: lognormal on both sides, its ln has an error of 0.07.
testTruths("F3-natural-half", {
  "true by 5 SE, of one panel and source": [
    "inconclusive",
    (random) => ratio(random, { ln: Math.log(0.475) }),
  ],
  "true by 5 SE": [
    "holds",
    (random) =>
      ["pg19", "fanfics", "generated"].flatMap((source) => [
        ...ratio(random, { ln: Math.log(0.475), source }),
        ...ratio(random, { ln: Math.log(0.475), source, left: true }),
      ]),
  ],
  // As the paper reads it, whatever the model writes back freely.
  "false by 5 SE free-running alone": [
    "not fails",
    (random) => ratio(random, { ln: Math.log(0.475), freely: 0.5 }),
  ],
  "false by 5 SE": ["fails", (random) => ratio(random, { ln: Math.log(0.475) + 0.75 })],
  "barely true": ["not fails", (random) => ratio(random, { ln: Math.log(0.7) })],
  "barely false": ["not holds", (random) => ratio(random, { ln: Math.log(0.72) })],
  "three texts": ["inconclusive", (random) => ratio(random, { ln: Math.log(0.7), texts: 3 })],
  "outlasted": ["not run", (random) => ratio(random, { ln: 0, censored: true })],
}, { draws: 100 });

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
}, { draws: 300 });

// Differences of distances over 10 contexts that have an offset each.
testTruths("F6-distance-order", {
  "true by 5 SE": ["holds", (random) => distances(random, { steps: [0.05, 0.05] })],
  "false by 5 SE": ["fails", (random) => distances(random, { steps: [0.05, -0.05] })],
  "barely true": ["not fails", (random) => distances(random, { steps: [0.05, 0.0005] })],
  "barely false": ["not holds", (random) => distances(random, { steps: [0.05, -0.0005] })],
  "three contexts": [
    "inconclusive",
    (random) => distances(random, { steps: [0.002, 0.002], contexts: 3 }),
  ],
}, { draws: 300 });

// The same of pairs whose texts are equally far from each other.
testTruths("F5-equal-token-distance", {
  "true by 5 SE": ["holds", (random) => distances(random, { steps: [0, 0.05] })],
  "false by 5 SE": ["fails", (random) => distances(random, { steps: [0, -0.05] })],
  "barely true": ["not fails", (random) => distances(random, { steps: [0, 0.0005] })],
  "barely false": ["not holds", (random) => distances(random, { steps: [0, -0.0005] })],
  "five contexts": [
    "inconclusive",
    (random) => distances(random, { steps: [0, 0.05], contexts: 5 }),
  ],
  // Distance that grows with that of the texts, and texts of one context that are nearer.
  "nothing but the texts": [
    "not holds",
    (random) => distances(random, { steps: [0, 0], byText: 0.2, apart: 0.5 }),
  ],
  "no pairs that are alike": [
    "not run",
    (random) => distances(random, { steps: [0, 0.05], apart: 9 }),
  ],
});

// Densities that share half of their mass are 1.35 deviations apart: here 0.02 each.
testTruths("F6-densities-overlap", {
  "true by 5 SE": ["holds", (random) => distances(random, { steps: [0.05, 0.016], contexts: 30 })],
  "false by 5 SE": ["fails", (random) => distances(random, { steps: [0.05, 0.08] })],
  "false the other way": ["fails", (random) => distances(random, { steps: [0.05, -0.05] })],
  "barely true": ["not fails", (random) => distances(random, { steps: [0.05, 0.026] })],
  "three contexts": [
    "inconclusive",
    (random) => distances(random, { steps: [0.05, 0.026], contexts: 3 }),
  ],
}, { draws: 100 });

// A mean over five texts, as the paper has them, against one half: deviation 0.1, error 0.045.
testTruths("F7-straight-line-collapses", {
  "true by 5 SE": ["holds", (random) => curves(random, { lowest: 0.22 })],
  "false by 5 SE": ["fails", (random) => curves(random, { lowest: 0.78 })],
  "barely true": ["not fails", (random) => curves(random, { lowest: 0.499 })],
  "barely false": ["not holds", (random) => curves(random, { lowest: 0.501 })],
  "two texts": ["inconclusive", (random) => curves(random, { lowest: 0.495, texts: 2 })],
  "five texts that all collapse to nothing": [
    "holds",
    (random) => curves(random, { lowest: 0, deviation: 0 }),
  ],
});

// The same against 0.95; five texts that stay at 1 are as the paper's.
testTruths("F7-curve-stays", {
  "true of every text": ["holds", (random) => curves(random, { curve: 1, deviation: 0 })],
  "true by 5 SE": ["holds", (random) => curves(random, { curve: 0.975, deviation: 0.01 })],
  "false by 5 SE": ["fails", (random) => curves(random, { curve: 0.6 })],
  "barely true": ["not fails", (random) => curves(random, { curve: 0.951, deviation: 0.01 })],
  "barely false": ["not holds", (random) => curves(random, { curve: 0.949, deviation: 0.01 })],
  "two texts": [
    "inconclusive",
    (random) => curves(random, { curve: 0.952, texts: 2, deviation: 0.01 }),
  ],
});

// The largest of each text against 1.25, and the largest of all.
testTruths("F7-curve-short", {
  "true by 5 SE": ["holds", (random) => curves(random, { length: 1.1, deviation: 0.02 })],
  "false by 5 SE": ["fails", (random) => curves(random, { length: 1.6 })],
  "barely true": ["not fails", (random) => curves(random, { length: 1.249 })],
  "barely false": ["not holds", (random) => curves(random, { length: 1.251 })],
  "two texts": [
    "inconclusive",
    (random) => curves(random, { length: 1.24, texts: 2, deviation: 0.01 }),
  ],
  "one pair beyond the printed maximum": [
    "inconclusive",
    (random) => curves(random, { length: 1.1, deviation: 0.02, one: 1.3 }),
  ],
  // The mean of the largest lies a little below the largest of all, which is printed.
  "as printed": ["holds", (random) => curves(random, { length: 1.1, deviation: 0.01, one: 1.2 })],
});

// Equivalence within 0.05 for each of two prompts: deviation 0.04, error of 16 texts 0.01.
testTruths("A-generation-unrelated", {
  "true by 5 SE": ["holds", (random) => generations(random, { mean: 0 })],
  "false by 5 SE": ["fails", (random) => generations(random, { mean: 0.1 })],
  "barely true": ["not fails", (random) => generations(random, { mean: 0.049 })],
  "barely false": ["not holds", (random) => generations(random, { mean: 0.051 })],
  "five texts": ["inconclusive", (random) => generations(random, { mean: 0, texts: 5 })],
  "a measure that tells nothing": [
    "inconclusive",
    (random) => generations(random, { mean: 0, control: 0.02 }),
  ],
}, { draws: 300 });

// What fitting adds against a tenth: deviation 0.1, error 0.025.
testTruths("K-attention-sink", {
  "true by 5 SE, of e": ["holds", (random) => attentions(random, { gain: 0.23 })],
  "true by 5 SE, of m": ["holds", (random) => attentions(random, { gain: -0.23 })],
  "false by 5 SE": ["fails", (random) => attentions(random, { gain: 0, deviation: 0.05 })],
  "barely true": ["not fails", (random) => attentions(random, { gain: 0.101 })],
  "barely false": ["not holds", (random) => attentions(random, { gain: 0.099 })],
  "five texts": ["inconclusive", (random) => attentions(random, { gain: 0.2, texts: 5 })],
});

function identity(text: number, source = "pg19") {
  return { id: `${source}-${text}`, source, tokenIdsSha256: "" };
}

/** A group fit of 16 tokens that share m. */
function groupFit(
  texts: readonly number[],
  { accuracies, seed = 1, tokens = 16, shared = "m", source = "pg19", nats = 1 }: {
    accuracies: readonly number[];
    seed?: number;
    tokens?: number;
    shared?: string;
    source?: string;
    nats?: number;
  },
): JobRecord {
  return plantedExperiment(
    {
      kind: "group fit",
      texts: texts.map((text) => identity(text, source)),
      tokens,
      arrangement: "[e][m]×(N−1)",
      shared,
      groupSize: texts.length,
      seed,
    },
    {
      texts: accuracies.map((accuracy) => ({
        accuracy,
        firstTokenRight: true,
        informationNats: nats,
      })),
    },
  );
}

/** `count` groups of `size` texts. */
function grouped(count: number, size: number): number[][] {
  return Array.from(
    { length: count },
    (_, group) => Array.from({ length: size }, (_, i) => group * size + i),
  );
}

/** Groups with a few seeds each; a fit gives all of its texts back, or a quarter of them. */
function sharing(
  random: Stream,
  { groups, chance, seeds = 2, size = 4 }: {
    groups: number;
    chance: number;
    seeds?: number;
    size?: number;
  },
) {
  // A text in four of a failing fit comes back by itself.
  const whole = Math.max(0, (chance - 1 / 4) / (3 / 4));
  const alone = Math.min(1, chance * 4);
  return grouped(groups, size).flatMap((texts) =>
    Array.from({ length: seeds }, (_, seed) => {
      const failing = random.uniform() >= whole;
      const one = random.uniform() < alone;
      const accuracies = texts.map((_, i) => failing && (i % 4 > 0 || !one) ? 0.6 : 1);
      return groupFit(texts, { accuracies, seed });
    })
  );
}

/** Texts alone and in groups of four, whose vector costs all of them the same. */
function falling(
  random: Stream,
  { groups, mean, size = 4, shared = "m" }: {
    groups: number;
    mean: number;
    size?: number;
    shared?: string;
  },
): JobRecord[] {
  const z = normals(random, groups);
  return grouped(groups, size).flatMap((texts, group) => {
    const fall = Math.min(0.45, Math.max(-0.45, mean + 0.1 * z[group]));
    const alone = texts.map((text) => groupFit([text], { accuracies: [0.5 + fall / 2], shared }));
    // A second text, so that a group of one text is not one that shares nothing.
    const members = size === 1 ? [texts[0], 1000] : texts;
    return [...alone, groupFit(members, { accuracies: members.map(() => 0.5 - fall / 2), shared })];
  });
}

/** Texts alone and in groups of four, whose capacity the shared m decides. */
function sharedCapacity(
  random: Stream,
  { shift, groups = 14 }: { shift: number; groups?: number },
): JobRecord[] {
  const z = normals(random, 28 + 2 * groups);
  const holds = (side: number, at: number) =>
    2 ** (5 + (side === 0 ? shift / 2 : -shift / 2) + 0.7 * z[28 * side + at]);
  const accuracy = (tokens: number, of: number) => tokens <= of ? 1 : 0.5;
  return [8, 16, 32, 64].flatMap((tokens) => [
    ...Array.from(
      { length: 28 },
      (_, text) => plantedFit({ text, tokens, accuracy: accuracy(tokens, holds(0, text)) }),
    ),
    ...grouped(groups, 4).map((texts, group) =>
      groupFit(texts, { accuracies: texts.map(() => accuracy(tokens, holds(1, group))), tokens })
    ),
  ]);
}

/** Texts that hold `ratio` as much in one pass as crammed, and not the next length. */
function ratio(
  random: Stream,
  { ln, texts = 16, censored = false, source = "pg19", left = false, freely }: {
    ln: number;
    texts?: number;
    censored?: boolean;
    source?: string;
    left?: boolean;
    /** Accuracy that the model reaches when it goes on from its own tokens. */
    freely?: number;
  },
): JobRecord[] {
  const z = normals(random, 2 * texts);
  const cram = (text: number, [tokens, accuracy, informationNats]: readonly number[]) =>
    plantedExperiment(
      {
        kind: "cramming",
        text: identity(text, source),
        tokens,
        memVectors: left ? 1 : 2,
        seed: 1,
      },
      { teacherForcedAccuracy: accuracy, greedyAccuracy: freely ?? accuracy, informationNats },
    );
  const pass = (text: number, [tokens, accuracy, nats]: readonly number[]) =>
    left
      ? groupFit([2 * text, 2 * text + 1], {
        accuracies: [accuracy, accuracy],
        tokens,
        source,
        nats,
      })
      : plantedFit({ text, tokens, accuracy, source, informationNats: nats });
  return Array.from({ length: texts }, (_, text) => [
    pass(text, [16, 1, 100 * Math.exp(ln + 0.2 * z[text])]),
    pass(text, [32, censored ? 1 : 0.5, 200]),
    cram(text, [32, 1, 100 * Math.exp(0.2 * z[texts + text])]),
    cram(text, [64, 0.5, 300]),
  ]).flat();
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

/** Pairs within and between contexts; `steps` from same text to same context to different. */
function distances(
  random: Stream,
  { steps: [toContext, toDifferent], contexts = 10, byText = 0, apart = 0 }: {
    steps: readonly [number, number];
    contexts?: number;
    /** How much of a text distance shows in that of the solutions. */
    byText?: number;
    /** How much further the texts of different contexts are from each other. */
    apart?: number;
  },
): JobRecord[] {
  const own = normals(random, contexts);
  const z = normals(random, contexts * (6 + contexts));
  let drawn = 0;
  const pair = (relation: string, [a, b]: readonly number[], mean: number) => ({
    relation,
    contexts: [`context-${a}`, `context-${b}`],
    ...distancesOf(mean + 0.005 * (own[a] + own[b]) + 0.02 * z[drawn++], relation),
    semanticDistance: null,
  });
  const distancesOf = (distance: number, relation: string) => {
    const tokenDistance = random.uniform() + (relation === "different context" ? apart : 0);
    return { distance: distance + byText * tokenDistance, tokenDistance };
  };
  const near = 0.8;
  const pairs = Array.from({ length: contexts }, (_, a) => [
    ...[1, 2].map(() => pair("same text", [a, a], near - toContext)),
    ...[1, 2, 3].map(() => pair("same context", [a, a], near)),
    ...Array.from({ length: a }, (_, b) => pair("different context", [b, a], near + toDifferent)),
  ]).flat();
  return [plantedExperiment({ kind: "distances", tokens: 16 }, { pairs })];
}

/** Two pairs of solutions a text, which have most in common; `one` pair is longer. */
function curves(
  random: Stream,
  { lowest = 0.3, curve = 1, length = 1.1, texts = 5, deviation = 0.1, one = 0 }: {
    lowest?: number;
    curve?: number;
    length?: number;
    texts?: number;
    deviation?: number;
    one?: number;
  },
): JobRecord[] {
  const z = normals(random, texts + texts % 2);
  const share = (value: number) => Math.min(1, Math.max(0, value));
  return Array.from(
    { length: texts },
    (_, text) =>
      [[1, 11], [1, 21]].map((seeds, pair) =>
        plantedExperiment(
          { kind: "curve", text: identity(text), tokens: 16, seeds },
          {
            lineAccuracies: [1, share(lowest + deviation * z[text]), 1],
            curveAccuracies: [share(curve + deviation * z[text])],
            lengthRatio: Math.max(
              length + deviation * z[text],
              text === 0 && pair === 0 ? one : 0,
            ),
          },
        )
      ),
  ).flat();
}

function generations(
  random: Stream,
  { mean, texts = 16, control = 0.3 }: { mean: number; texts?: number; control?: number },
): JobRecord[] {
  return ["BOS e m", "e m"].flatMap((prompt) => {
    const z = normals(random, texts + texts % 2);
    return Array.from({ length: texts }, (_, text) =>
      plantedExperiment(
        { kind: "generation", text: identity(text), tokens: 128, prompt },
        {
          ownSimilarity: 0.3 + mean + 0.04 * z[text],
          otherSimilarity: 0.3,
          afterText: { ownSimilarity: 0.3 + control + 0.04 * z[text], otherSimilarity: 0.3 },
        },
      ));
  });
}

function attentions(
  random: Stream,
  { gain, texts = 16, deviation = 0.1 }: { gain: number; texts?: number; deviation?: number },
): JobRecord[] {
  const z = normals(random, texts + texts % 2);
  return Array.from({ length: texts }, (_, text) =>
    plantedExperiment(
      { kind: "attention", text: identity(text), tokens: 16 },
      {
        firstPositionMass: [Math.min(1, Math.max(0, 0.5 + gain + deviation * z[text]))],
        unfittedMass: [0.5],
      },
    ));
}
