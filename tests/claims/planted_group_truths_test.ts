/** Planted truths of the rules about vectors that texts share, and about cramming: Table 2 and Figure 3. */
import { normals, type Stream } from "../../src/random/mod.ts";
import type { JobRecord } from "../../src/records/record.ts";
import { plantedExperiment, plantedFit, plantedText } from "./planted_records.ts";
import { testTruths } from "./planted_truths.ts";

// A text's chance in one try against 0.206, with which ten tries leave fewer than one of ten.
testTruths("T2-sharing-m-works", {
  "true of every text": ["holds", (random) => sharing(random, { groups: 16, chance: 1 })],
  "true by 5 SE": ["holds", (random) => sharing(random, { groups: 16, chance: 0.6, seeds: 6 })],
  // A chance that would do, were it every text's: half of the groups never come back.
  "half always, half never": ["not holds", () => halfOfThem({ groups: 16, seeds: 3 })],
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

// The same of e, where the first of 16 tokens is lost to all but one text of a group.
testTruths("T2-sharing-e-works", {
  "true of every text": ["holds", (random) => sharing(random, { groups: 16, chance: 1, ...ofE })],
  "false by 5 SE": ["fails", (random) => sharing(random, { groups: 24, chance: 0, ...ofE })],
  "barely true": ["not fails", (random) => sharing(random, { groups: 24, chance: 0.22, ...ofE })],
  "two fits": ["inconclusive", (random) => sharing(random, { groups: 1, chance: 0.5, ...ofE })],
}, { draws: 300 });

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

// The same ratio about 1, every point by itself, and about a fifth at the least.
testTruths("F3-random-as-autoregressive", {
  "true by 5 SE": ["holds", (random) => bothPanels(random, { ln: 0, sources: ["random"] })],
  "false by 5 SE": ["fails", (random) => bothPanels(random, { ln: -0.75, sources: ["random"] })],
  "barely true": ["not fails", (random) => bothPanels(random, { ln: -0.33, sources: ["random"] })],
  "barely false": ["not holds", (random) => bothPanels(random, { ln: -0.36, sources: ["random"] })],
  "one panel": ["inconclusive", (random) => ratio(random, { ln: 0, source: "random" })],
}, { draws: 40 });

testTruths("F3-natural-worst", {
  "true by 5 SE": ["holds", (random) => bothPanels(random, { ln: Math.log(0.35) })],
  "false by 5 SE": ["fails", (random) => bothPanels(random, { ln: Math.log(0.13) })],
  "as printed, one fifth": ["not fails", (random) => bothPanels(random, { ln: Math.log(0.2) })],
  "one source": ["inconclusive", (random) => ratio(random, { ln: Math.log(0.5) })],
}, { draws: 20 });

const ofE = { shared: "e" } as const;

/** Both panels of the figure, of some sources. */
function bothPanels(
  random: Stream,
  { ln, sources = ["pg19", "fanfics", "generated"] }: { ln: number; sources?: string[] },
): JobRecord[] {
  return sources.flatMap((source) =>
    [false, true].flatMap((left) => ratio(random, { ln, source, left }))
  );
}

/** A group fit of 16 tokens that share m. */
function groupFit(
  texts: readonly number[],
  { accuracies, seed = 1, tokens = 16, shared = "m", source = "pg19", nats = 1, ...rest }: {
    accuracies: readonly number[];
    firstTokenRight?: readonly boolean[];
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
      texts: texts.map((text) => plantedText(text, source)),
      tokens,
      arrangement: "[e][m]×(N−1)",
      shared,
      groupSize: texts.length,
      seed,
    },
    {
      texts: accuracies.map((accuracy, i) => ({
        accuracy,
        firstTokenRight: rest.firstTokenRight?.[i] ?? true,
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
  { groups, chance, seeds = 2, size = 4, shared = "m" }: {
    groups: number;
    chance: number;
    seeds?: number;
    size?: number;
    shared?: "e" | "m";
  },
) {
  // A text in four of a failing fit comes back by itself.
  const whole = Math.max(0, (chance - 1 / 4) / (3 / 4));
  const alone = Math.min(1, chance * 4);
  return grouped(groups, size).flatMap((texts) =>
    Array.from({ length: seeds }, (_, seed) => {
      const failing = random.uniform() >= whole;
      const one = random.uniform() < alone;
      const isFirstLost = (i: number) => shared === "e" && i > 0;
      const accuracies = texts.map((_, i) =>
        failing && (i % 4 > 0 || !one) ? 0.6 : isFirstLost(i) ? 15 / 16 : 1
      );
      const firstTokenRight = texts.map((_, i) => !isFirstLost(i));
      return groupFit(texts, { accuracies, seed, shared, firstTokenRight });
    })
  );
}

/** Groups of which every second one comes back with every seed, and the others with none. */
function halfOfThem({ groups, seeds }: { groups: number; seeds: number }): JobRecord[] {
  return grouped(groups, 4).flatMap((texts, group) =>
    Array.from(
      { length: seeds },
      (_, seed) =>
        groupFit(texts, { accuracies: texts.map(() => group % 2 === 0 ? 1 : 0.6), seed }),
    )
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
        text: plantedText(text, source),
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
