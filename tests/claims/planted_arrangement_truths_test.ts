/** Planted truths of the rules about Table 1, and about the settings. */
import { normals, type Stream } from "../../src/random/mod.ts";
import type { JobRecord } from "../../src/records/record.ts";
import { plantedCertificate, plantedControl, plantedFit } from "./planted_records.ts";
import { testTruths } from "./planted_truths.ts";

// A share of texts on which the fitted arrangement beats the other one's bound, against one half.
testTruths("T1-halves-fail", {
  "true by 4 SE": ["holds", (random) => againstBound(random, { texts: 20, p: 0.95 })],
  "false by 4 SE": ["fails", (random) => againstBound(random, { texts: 20, p: 0.05 })],
  "barely true": ["not fails", (random) => againstBound(random, { texts: 20, p: 0.51 })],
  "barely false": ["not holds", (random) => againstBound(random, { texts: 20, p: 0.49 })],
  "five texts": ["inconclusive", (random) => againstBound(random, { texts: 5, p: 1 })],
  // Eight better by exactly a quarter: p = 0.008 by signs, and the paper's table at N = 4.
  "eight of eight": ["holds", (random) => againstBound(random, { texts: 8, p: 1 })],
  "no certificate": [
    "inconclusive",
    (random) => againstBound(random, { texts: 20, p: 1, certificate: [] }),
  ],
  "a certificate that says no": [
    "inconclusive",
    (random) =>
      againstBound(random, {
        texts: 20,
        p: 1,
        certificate: [plantedCertificate({ sameToken: false })],
      }),
  ],
  "a text that does better than the bound": [
    "inconclusive",
    (random) => [
      ...againstBound(random, { texts: 20, p: 1 }),
      plantedFit({ text: 1, tokens: 4, accuracy: 1, arrangement: "[e]×N/2[m]×N/2" }),
    ],
  ],
});

// The same bound of another arrangement, and of another winner.
testTruths("T1-repeating-fails", {
  "true by 4 SE": ["holds", (random) => againstBound(random, { texts: 20, p: 0.95, lost: 0 })],
  "false by 4 SE": ["fails", (random) => againstBound(random, { texts: 20, p: 0.05, lost: 0 })],
  "barely true": ["not fails", (random) => againstBound(random, { texts: 20, p: 0.51, lost: 0 })],
  "five texts": ["inconclusive", (random) => againstBound(random, { texts: 5, p: 1, lost: 0 })],
  // What is always attainable is the bound itself, at N = 4 a quarter.
  "no better than always attainable": [
    "not run",
    (random) => againstBound(random, { texts: 20, p: 0, lost: 0.25 }),
  ],
}, { draws: 300 });

testTruths("T1-alternation-beats-halves", {
  "true by 4 SE": [
    "holds",
    (random) => againstBound(random, { texts: 20, p: 0.95, ...alternated }),
  ],
  "false by 4 SE": [
    "fails",
    (random) => againstBound(random, { texts: 20, p: 0.05, ...alternated }),
  ],
  "five texts": [
    "inconclusive",
    (random) => againstBound(random, { texts: 5, p: 1, ...alternated }),
  ],
  // Fits of the paper's arrangement are no fits of this one.
  "of another arrangement": ["not run", (random) => againstBound(random, { texts: 20, p: 1 })],
}, { draws: 300 });

// A share of texts against nine of ten, exact binomial.
testTruths("T1-one-token-one", {
  "as printed, 1.00 of 50": ["holds", (random) => oneToken(random, { texts: 50, p: 1 })],
  "false by 5 SE": ["fails", (random) => oneToken(random, { texts: 50, p: 0.55 })],
  "barely true": ["not fails", (random) => oneToken(random, { texts: 50, p: 0.91 })],
  "barely false": ["not holds", (random) => oneToken(random, { texts: 50, p: 0.89 })],
  "twenty texts, all": ["inconclusive", (random) => oneToken(random, { texts: 20, p: 1 })],
});

// The same of two arrangements that were both fitted, where the paper says that they differ.
testTruths("T1-alternation-worse", {
  "true by 4 SE": ["holds", (random) => signs(random, { texts: 20, p: 0.95 })],
  "false by 4 SE": ["fails", (random) => signs(random, { texts: 20, p: 0.05 })],
  "barely true": ["not fails", (random) => signs(random, { texts: 20, p: 0.51 })],
  "barely false": ["not holds", (random) => signs(random, { texts: 20, p: 0.49 })],
  "five texts": ["inconclusive", (random) => signs(random, { texts: 5, p: 1 })],
  // Where the paper prints 1.00 for both there is nothing to compare.
  "at N = 4": ["not run", (random) => signs(random, { texts: 20, p: 1, tokens: 4 })],
  "texts that are alike": ["not run", (random) => signs(random, { texts: 20, p: 1, by: 0 })],
  // The length that is judged is chosen by the same data: that must not make errors frequent.
  "no difference, the length chosen": ["not fails", (random) => overLengths(random)],
  "no difference, the length chosen, either way": ["not holds", (random) => overLengths(random)],
});

// Equivalence within 0.1: deviation 0.08, standard error of 16 texts 0.02.
testTruths("T1-both-lengths-alike", {
  "true by 5 SE": ["holds", (random) => alike(random, { texts: 16, mean: 0 })],
  "false by 5 SE": ["fails", (random) => alike(random, { texts: 16, mean: 0.2 })],
  "barely true": ["not fails", (random) => alike(random, { texts: 16, mean: 0.098 })],
  "barely false": ["not holds", (random) => alike(random, { texts: 16, mean: 0.103 })],
  "five texts": ["inconclusive", (random) => alike(random, { texts: 5, mean: 0 })],
  "fifty texts that agree to the last token": [
    "holds",
    (random) => alike(random, { texts: 50, mean: 0, deviation: 0 }),
  ],
});

// Texts that begin with the same token twice, against one half: the standard error at 0.15 is 0.05.
testTruths("T1-one-token-fails-at-two", {
  "true by 5 SE": ["holds", (random) => beginnings(random, { texts: 50, p: 0.15 })],
  "false by 5 SE": ["fails", (random) => beginnings(random, { texts: 50, p: 0.85 })],
  "barely true": ["not fails", (random) => beginnings(random, { texts: 50, p: 0.49 })],
  "barely false": ["not holds", (random) => beginnings(random, { texts: 50, p: 0.51 })],
  "five texts": ["inconclusive", (random) => beginnings(random, { texts: 5, p: 0.4 })],
  "no certificate": ["not run", (random) => beginnings(random, { texts: 50, p: 0 }).slice(1)],
});

// Most texts at N = 16, and more than with random weights.
testTruths("T1-two-tokens-suffice", {
  "true by 5 SE": ["holds", (random) => exactShares(random, { texts: 20, p: 0.95, control: 0.2 })],
  "false by 5 SE": ["fails", (random) => exactShares(random, { texts: 20, p: 0.05, control: 0 })],
  "barely true": [
    "not fails",
    (random) => exactShares(random, { texts: 20, p: 0.51, control: 0 }),
  ],
  "barely false": [
    "not holds",
    (random) => exactShares(random, { texts: 20, p: 0.49, control: 0 }),
  ],
  "four texts, none": [
    "inconclusive",
    (random) => exactShares(random, { texts: 4, p: 0, control: 0 }),
  ],
  "random weights do as well": [
    "inconclusive",
    (random) => exactShares(random, { texts: 20, p: 1, control: 1 }),
  ],
  "no control": ["inconclusive", (random) => exactShares(random, { texts: 20, p: 1 })],
  // The paper's N = 4, or one exact text of any length, shows nothing.
  "another length": [
    "not run",
    (random) => exactShares(random, { texts: 20, p: 1, control: 0, tokens: 4 }),
  ],
});

// A share of fits against one tenth: the standard error of 60 texts at 0.4 is 0.06.
testTruths("S-often-not-converged", {
  "true by 5 SE": ["holds", (random) => exactShares(random, { texts: 60, p: 0.6 })],
  // No share lies five standard errors below a tenth; none of 60 does not fall short.
  "false of every text": ["fails", (random) => exactShares(random, { texts: 60, p: 1 })],
  "barely true": ["not fails", (random) => exactShares(random, { texts: 60, p: 0.89 })],
  "barely false": ["not holds", (random) => exactShares(random, { texts: 60, p: 0.91 })],
  "five texts": ["inconclusive", (random) => exactShares(random, { texts: 5, p: 0.85 })],
  // The paper's N = 4 at 1.00 ± 0.00, which says nothing of "often".
  "another length": ["not run", (random) => exactShares(random, { texts: 60, p: 1, tokens: 4 })],
});

// A printed cell, 0.97 ± 0.15 of 50 texts: the standard error of the difference is 0.03.
testTruths("T1-accuracies", {
  "one cell true": ["inconclusive", (random) => tableCell(random, { mean: 0.97 })],
  "one cell false by 5 SE": ["fails", (random) => tableCell(random, { mean: 0.7 })],
  "one cell barely true": ["not fails", (random) => tableCell(random, { mean: 0.89 })],
  "five texts": ["not run", (random) => tableCell(random, { mean: 0.5, texts: 5 })],
});

/** A certificate and texts at N = 4: in a share of them the fit beats three of four tokens. */
function againstBound(
  random: Stream,
  { texts, p, certificate = [plantedCertificate()], arrangement, lost = 0.5 }: {
    texts: number;
    p: number;
    certificate?: JobRecord[];
    arrangement?: string;
    /** Accuracy where the fit does not beat it. */
    lost?: number;
  },
): JobRecord[] {
  const fits = Array.from(
    { length: texts },
    (_, text) =>
      plantedFit({ text, tokens: 4, arrangement, accuracy: random.uniform() < p ? 1 : lost }),
  );
  return [...certificate, ...fits];
}

const alternated = { arrangement: "[e,m]×N/2" };

/** Texts of one token, of which one vector gives a share back. */
function oneToken(random: Stream, { texts, p }: { texts: number; p: number }): JobRecord[] {
  return Array.from({ length: texts }, (_, text) => {
    const accuracy = random.uniform() < p ? 1 : 0;
    return plantedFit({ text, tokens: 1, accuracy, arrangement: "[e]×N" });
  });
}

/** Texts on a share of which [e][m]×(N−1) does better by 0.25, on the others worse. */
function signs(
  random: Stream,
  { texts, p, tokens = 64, by = 0.25 }: { texts: number; p: number; tokens?: number; by?: number },
): JobRecord[] {
  return Array.from({ length: texts }, (_, text) => {
    const sign = random.uniform() < p ? 1 : -1;
    return between(text, { base: 0.5, by: sign * by, second: "[e,m]×N/2", tokens });
  }).flat();
}

/** A certificate and texts, a share of which begins with the same token twice. */
function beginnings(random: Stream, { texts, p }: { texts: number; p: number }): JobRecord[] {
  const fits = Array.from(
    { length: texts },
    (_, text) =>
      plantedFit({
        text,
        tokens: 4,
        accuracy: 1,
        targetIds: [5, random.uniform() < p ? 5 : 6, 7, 8],
      }),
  );
  return [plantedCertificate(), ...fits];
}

/** Texts of which a share comes back, and their control where a share of it is given. */
function exactShares(
  random: Stream,
  { texts, p, control, tokens = 16 }: {
    texts: number;
    p: number;
    control?: number;
    tokens?: number;
  },
): JobRecord[] {
  return Array.from({ length: texts }, (_, text) => [
    plantedFit({ text, tokens, accuracy: random.uniform() < p ? 1 : 0.5 }),
    ...control === undefined
      ? []
      : [plantedControl({ text, tokens, exact: random.uniform() < control })],
  ]).flat();
}

/** Texts of 64 tokens whose accuracies differ by `mean` on average. */
function alike(
  random: Stream,
  { texts, mean, deviation = 0.08 }: { texts: number; mean: number; deviation?: number },
): JobRecord[] {
  const z = normals(random, texts);
  return Array.from(
    { length: texts },
    (_, text) => between(text, { base: 0.5, by: mean + deviation * z[text], second: "[e][m]×N" }),
  ).flat();
}

function between(
  text: number,
  { base, by, second, tokens = 64 }: {
    base: number;
    by: number;
    second: string;
    tokens?: number;
  },
): JobRecord[] {
  const clamp = (accuracy: number) => Math.min(0.98, Math.max(0, accuracy));
  return [
    plantedFit({ text, tokens, accuracy: clamp(base + by / 2) }),
    plantedFit({ text, tokens, accuracy: clamp(base - by / 2), arrangement: second }),
  ];
}

/**
 * Two arrangements that do not differ, over the lengths around which texts stop coming back. What a
 * text can hold is its own; how well an arrangement does on it, chance.
 */
function overLengths(random: Stream, texts = 16): JobRecord[] {
  const z = normals(random, 3 * texts);
  return Array.from(
    { length: texts },
    (_, text) =>
      [64, 128, 256].flatMap((tokens) =>
        [1, 2].map((side) => {
          const holds = 2 ** (7 + 0.5 * z[text] + 0.5 * z[side * texts + text]);
          const accuracy = tokens <= holds ? 1 : Math.min(0.98, holds / tokens);
          const arrangement = side === 1 ? "[e][m]×(N−1)" : "[e,m]×N/2";
          return plantedFit({ text, tokens, accuracy, arrangement });
        })
      ),
  ).flat();
}

/** Table 1's [e][m]×N at N = 256: what is missing of 1 is lost in one text of ten. */
function tableCell(
  random: Stream,
  { mean, texts = 50 }: { mean: number; texts?: number },
): JobRecord[] {
  return Array.from({ length: texts }, (_, text) => {
    const lost = random.uniform() < 0.5 ? 2 * (1 - mean) : 0;
    return plantedFit({
      text,
      tokens: 256,
      accuracy: 1 - lost,
      arrangement: "[e][m]×N",
      model: { id: "llama-3.2-1b" },
    });
  });
}
