/**
 * Result sets whose truth is known: a claim true by five standard errors, false by five, with too
 * little data, barely true, barely false. 1,000 seeded draws each; the verdict must be right in 95 %
 * of them, and a claim barely true contradicted, or barely false reproduced, in at most 5 %. Here
 * the rules about fits; those about other jobs in `planted_experiment_truths_test.ts`.
 */
import { normals, type Stream } from "../../src/random/mod.ts";
import type { JobRecord } from "../../src/records/record.ts";
import { plantedFit } from "./planted_records.ts";
import { testTruths } from "./planted_truths.ts";

// A mean difference, paired by text: deviation 0.1, so the standard error of 16 texts is 0.025.
testTruths("T1-halves-fail", {
  "true by 5 SE": ["reproduced", (random) => paired(random, { texts: 16, mean: 0.125 })],
  "false by 5 SE": ["contradicted", (random) => paired(random, { texts: 16, mean: -0.125 })],
  "barely true": ["not contradicted", (random) => paired(random, { texts: 16, mean: 0.001 })],
  "barely false": ["not reproduced", (random) => paired(random, { texts: 16, mean: -0.001 })],
  "three texts": ["inconclusive", (random) => paired(random, { texts: 3, mean: 0.1 })],
  // The length that is judged is chosen by the same data: that must not make errors frequent.
  "barely true, the length chosen": ["not contradicted", (random) => overLengths(random)],
  "barely false, the length chosen": ["not reproduced", (random) => overLengths(random)],
});

// Equivalence within 0.05: deviation 0.04, standard error of 16 texts 0.01.
testTruths("T1-both-lengths-alike", {
  "true by 5 SE": ["reproduced", (random) => alike(random, { texts: 16, mean: 0 })],
  "false by 5 SE": ["contradicted", (random) => alike(random, { texts: 16, mean: 0.1 })],
  "barely true": ["not contradicted", (random) => alike(random, { texts: 16, mean: 0.049 })],
  "barely false": ["not reproduced", (random) => alike(random, { texts: 16, mean: 0.051 })],
  "five texts": ["inconclusive", (random) => alike(random, { texts: 5, mean: 0 })],
});

// A share of texts against one half: the standard error of 50 texts at 0.15 is 0.05.
testTruths("T1-one-token-fails-at-two", {
  "true by 5 SE": ["reproduced", (random) => share(random, { texts: 50, p: 0.15 })],
  "false by 5 SE": ["contradicted", (random) => share(random, { texts: 50, p: 0.85 })],
  "barely true": ["not contradicted", (random) => share(random, { texts: 50, p: 0.49 })],
  "barely false": ["not reproduced", (random) => share(random, { texts: 50, p: 0.51 })],
  "five texts": ["inconclusive", (random) => share(random, { texts: 5, p: 0.4 })],
});

// A proof that something exists, and its absence: 16 texts of which none came back.
testTruths("T1-two-tokens-suffice", {
  "true of a text in three": ["reproduced", (random) => exactAt4(random, { texts: 16, p: 1 / 3 })],
  "false": ["contradicted", (random) => exactAt4(random, { texts: 16, p: 0 })],
  "four texts, none": ["inconclusive", (random) => exactAt4(random, { texts: 4, p: 0 })],
});

// A share of fits against one tenth: the standard error of 60 texts at 0.4 is 0.06.
testTruths("S-often-not-converged", {
  "true by 5 SE": ["reproduced", (random) => exactAt4(random, { texts: 60, p: 0.6 })],
  // No share lies five standard errors below a tenth; none of 60 does not fall short.
  "false of every text": ["contradicted", (random) => exactAt4(random, { texts: 60, p: 1 })],
  "barely true": ["not contradicted", (random) => exactAt4(random, { texts: 60, p: 0.89 })],
  "barely false": ["not reproduced", (random) => exactAt4(random, { texts: 60, p: 0.91 })],
  "five texts": ["inconclusive", (random) => exactAt4(random, { texts: 5, p: 0.85 })],
});

// Capacities on the grid 8…64, many beyond its end: deviation of log2 about 0.7 on either side.
testTruths("T3-random-worse", {
  "true by 5 SE, censored": ["reproduced", (random) => capacity(random, { shift: 1.3 })],
  "false by 5 SE, censored": ["contradicted", (random) => capacity(random, { shift: -1.3 })],
  "barely true, censored": ["not contradicted", (random) => capacity(random, { shift: 0.01 })],
  "barely false, censored": ["not reproduced", (random) => capacity(random, { shift: -0.01 })],
  "three texts": ["inconclusive", (random) => capacity(random, { shift: 0.3, texts: 3 })],
});

// The same of two models: 1.54 doublings, give or take 0.25, are what the claim says.
testTruths("T3-family-matters", {
  "true by 5 SE": ["reproduced", (random) => models(random, { shift: 1.54, deviation: 0.12 })],
  "false by 5 SE, censored": ["contradicted", (random) => models(random, { shift: -0.2 })],
  "barely true": ["not contradicted", (random) => models(random, { shift: 1.3, deviation: 0.3 })],
  "three texts": ["inconclusive", (random) => models(random, { shift: 1.5, texts: 3 })],
});

// Nats at the longest length: 10 a token of random words, fewer tokens of them.
testTruths("T3-natural-less-information", {
  "true by 5 SE": ["reproduced", (random) => information(random, { natural: 3 })],
  "false by 5 SE": ["contradicted", (random) => information(random, { natural: 9 })],
  "barely true": ["not contradicted", (random) => information(random, { natural: 4.99 })],
  "barely false": ["not reproduced", (random) => information(random, { natural: 5.01 })],
  "three texts": ["inconclusive", (random) => information(random, { natural: 4.9, texts: 3 })],
});

// Nats against ln of the steps that every fit took, 1,000: deviation 2, 16 texts, error 0.5.
testTruths("T3-information-stored", {
  "true by 5 SE": ["reproduced", (random) => stored(random, { above: 2.5 })],
  "false by 5 SE": ["contradicted", (random) => stored(random, { above: -2.5 })],
  "barely true": ["not contradicted", (random) => stored(random, { above: 0.01 })],
  "barely false": ["not reproduced", (random) => stored(random, { above: -0.01 })],
  "two texts": ["inconclusive", (random) => stored(random, { above: 0.2, texts: 2 })],
});

// Steps that grow as N to a power, cut off at 5,000.
testTruths("T4-steps-grow", {
  "true by 5 SE, censored": ["reproduced", (random) => growth(random, { exponent: 0.7 })],
  "false by 5 SE, censored": ["contradicted", (random) => growth(random, { exponent: -0.7 })],
  "barely true, censored": ["not contradicted", (random) => growth(random, { exponent: 0.01 })],
  "barely false, censored": ["not reproduced", (random) => growth(random, { exponent: -0.01 })],
  "two texts": ["inconclusive", (random) => growth(random, { exponent: 0.05, texts: 2 })],
});

// A printed cell, 0.17 ± 0.18 of 50 texts: the standard error of the difference is 0.036.
testTruths("T1-accuracies", {
  "one cell true": ["inconclusive", (random) => tableCell(random, { mean: 0.17 })],
  "one cell false by 5 SE": ["contradicted", (random) => tableCell(random, { mean: 0.4 })],
  "one cell barely true": ["not contradicted", (random) => tableCell(random, { mean: 0.219 })],
});

/** Texts of 100 tokens whose accuracies differ by `mean` on average. */
function paired(random: Stream, { texts, mean }: { texts: number; mean: number }): JobRecord[] {
  const z = normals(random, texts);
  return Array.from(
    { length: texts },
    (_, text) => between(text, { base: 0.5, by: mean + 0.1 * z[text], second: "[e]×N/2[m]×N/2" }),
  ).flat();
}

function alike(random: Stream, { texts, mean }: { texts: number; mean: number }): JobRecord[] {
  const z = normals(random, texts);
  return Array.from(
    { length: texts },
    (_, text) => between(text, { base: 0.5, by: mean + 0.04 * z[text], second: "[e][m]×N" }),
  ).flat();
}

function between(
  text: number,
  { base, by, second }: { base: number; by: number; second: string },
): JobRecord[] {
  const clamp = (accuracy: number) => Math.min(0.98, Math.max(0, accuracy));
  return [
    plantedFit({ text, tokens: 64, accuracy: clamp(base + by / 2) }),
    plantedFit({ text, tokens: 64, accuracy: clamp(base - by / 2), arrangement: second }),
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
      [8, 16, 32].flatMap((tokens) =>
        [1, 2].map((side) => {
          const holds = 2 ** (4 + 0.5 * z[text] + 0.5 * z[side * texts + text]);
          const accuracy = tokens <= holds ? 1 : Math.min(0.98, holds / tokens);
          const arrangement = side === 1 ? "[e][m]×(N−1)" : "[e]×N/2[m]×N/2";
          return plantedFit({ text, tokens, accuracy, arrangement });
        })
      ),
  ).flat();
}

function exactAt4(random: Stream, { texts, p }: { texts: number; p: number }): JobRecord[] {
  return Array.from(
    { length: texts },
    (_, text) => plantedFit({ text, tokens: 4, accuracy: random.uniform() < p ? 1 : 0.5 }),
  );
}

function share(random: Stream, { texts, p }: { texts: number; p: number }): JobRecord[] {
  return Array.from(
    { length: texts },
    (_, text) =>
      plantedFit({
        text,
        tokens: 2,
        accuracy: random.uniform() < p ? 1 : 0.5,
        arrangement: "[e]×N",
      }),
  );
}

/** Random words and prose, 14 texts each; a true capacity `shift` doublings apart. */
function capacity(
  random: Stream,
  { shift, texts = 14 }: { shift: number; texts?: number },
): JobRecord[] {
  const z = normals(random, 2 * texts);
  return ["pg19", "random"].flatMap((source, side) =>
    Array.from({ length: texts }, (_, text) => {
      const middle = 5 + (side === 0 ? shift / 2 : -shift / 2);
      const holds = 2 ** (middle + 0.7 * z[side * texts + text]);
      return [8, 16, 32, 64].map((tokens) =>
        plantedFit({ text, source, tokens, accuracy: tokens <= holds ? 1 : 0.5 })
      );
    }).flat()
  );
}

/** Llama-3.2-1B and Pythia-1.4B by name, 14 texts each; capacities `shift` doublings apart. */
function models(
  random: Stream,
  { shift, deviation = 0.7, texts = 14 }: { shift: number; deviation?: number; texts?: number },
): JobRecord[] {
  const z = normals(random, 2 * texts);
  return ["llama-3.2-1b", "pythia-1.4b"].flatMap((id, side) =>
    Array.from({ length: texts }, (_, text) => {
      const middle = 6 + (side === 0 ? shift / 2 : -shift / 2);
      const holds = 2 ** (middle + deviation * z[side * texts + text]);
      return finely.map((tokens) =>
        plantedFit({ text, tokens, model: { id }, accuracy: tokens <= holds ? 1 : 0.5 })
      );
    }).flat()
  );
}

/** Four lengths a doubling: the claim's range is half a doubling wide. */
const finely = Array.from({ length: 17 }, (_, i) => Math.round(2 ** (4 + i / 4)));

/** Random words come back at N = 8, prose at 16, neither at 32; nats a token scatter by text. */
function information(
  random: Stream,
  { natural, texts = 14 }: { natural: number; texts?: number },
): JobRecord[] {
  const z = normals(random, 2 * texts);
  return ["pg19", "random"].flatMap((source, side) =>
    Array.from({ length: texts }, (_, text) =>
      [8, 16, 32].map((tokens) => {
        const natsPerToken = (side === 0 ? natural : 10) + 1.2 * z[side * texts + text];
        const accuracy = tokens <= (side === 0 ? 16 : 8) ? 1 : 0.5;
        return plantedFit({
          text,
          source,
          tokens,
          accuracy,
          informationNats: natsPerToken * tokens,
        });
      })).flat()
  );
}

function stored(
  random: Stream,
  { above, texts = 16 }: { above: number; texts?: number },
): JobRecord[] {
  const z = normals(random, texts);
  return Array.from({ length: texts }, (_, text) =>
    plantedFit({
      text,
      tokens: 8,
      accuracy: 1,
      steps: 1000,
      informationNats: Math.log(1000) + above + 2 * z[text],
    }));
}

/** Table 1's [e]×N at N = 4. */
function tableCell(random: Stream, { mean }: { mean: number }): JobRecord[] {
  const z = normals(random, 50);
  return Array.from({ length: 50 }, (_, text) =>
    plantedFit({
      text,
      tokens: 4,
      accuracy: mean + 0.18 * z[text],
      arrangement: "[e]×N",
      model: { id: "llama-3.2-1b" },
    }));
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
