/**
 * Result sets whose truth is known: a claim true by five standard errors, false by five, with too
 * little data, barely true. 1,000 seeded draws each; the verdict must be right in 95 % of them, and
 * a true claim contradicted in at most 5 %.
 */
import assert from "node:assert/strict";
import { evaluateClaim, ledger, sortEvidence } from "../../../src/harness/claims/mod.ts";
import type { ClaimVerdict, JobRecord } from "../../../src/harness/record.ts";
import { normals, type Stream, stream } from "../../../src/random/mod.ts";
import { plantedFit } from "./planted_records.ts";

const draws = 1000;

/** Right verdicts wanted: of 1,000 draws 95 %, or none contradicted beyond 5 %. */
type Wanted = ClaimVerdict["verdict"] | "not contradicted";

interface Planted {
  readonly claim: string;
  readonly truth: string;
  readonly want: Wanted;
  readonly plant: (random: Stream) => JobRecord[];
}

const cases: readonly Planted[] = [
  // A mean difference, paired by text: deviation 0.1, so the standard error of 16 texts is 0.025.
  ...truths("T1-halves-fail", {
    "true by 5 SE": ["reproduced", (random) => paired(random, { texts: 16, mean: 0.125 })],
    "false by 5 SE": ["contradicted", (random) => paired(random, { texts: 16, mean: -0.125 })],
    "barely true": ["not contradicted", (random) => paired(random, { texts: 16, mean: 0.001 })],
    "three texts": ["inconclusive", (random) => paired(random, { texts: 3, mean: 0.1 })],
  }),
  // Equivalence within 0.05: deviation 0.04, standard error of 16 texts 0.01.
  ...truths("T1-both-lengths-alike", {
    "true by 5 SE": ["reproduced", (random) => alike(random, { texts: 16, mean: 0 })],
    "false by 5 SE": ["contradicted", (random) => alike(random, { texts: 16, mean: 0.1 })],
    "barely true": ["not contradicted", (random) => alike(random, { texts: 16, mean: 0.049 })],
    "five texts": ["inconclusive", (random) => alike(random, { texts: 5, mean: 0 })],
  }),
  // A share of texts against one half: the standard error of 50 texts at 0.15 is 0.05.
  ...truths("T1-one-token-fails-at-two", {
    "true by 5 SE": ["reproduced", (random) => share(random, { texts: 50, p: 0.15 })],
    "false by 5 SE": ["contradicted", (random) => share(random, { texts: 50, p: 0.85 })],
    "barely true": ["not contradicted", (random) => share(random, { texts: 50, p: 0.49 })],
    "five texts": ["inconclusive", (random) => share(random, { texts: 5, p: 0.4 })],
  }),
  // Capacities on the grid 8…64, many beyond its end: deviation of log2 about 0.7 on either side.
  ...truths("T3-random-worse", {
    "true by 5 SE, censored": ["reproduced", (random) => capacity(random, { shift: 1.3 })],
    "false by 5 SE, censored": ["contradicted", (random) => capacity(random, { shift: -1.3 })],
    "barely true, censored": ["not contradicted", (random) => capacity(random, { shift: 0.01 })],
    "three texts": ["inconclusive", (random) => capacity(random, { shift: 0.3, texts: 3 })],
  }),
  // Steps that grow as N to a power, cut off at 5,000.
  ...truths("T4-steps-grow", {
    "true by 5 SE, censored": ["reproduced", (random) => growth(random, { exponent: 0.7 })],
    "false by 5 SE, censored": ["contradicted", (random) => growth(random, { exponent: -0.7 })],
    "barely true, censored": ["not contradicted", (random) => growth(random, { exponent: 0.01 })],
    "two texts": ["inconclusive", (random) => growth(random, { exponent: 0.05, texts: 2 })],
  }),
];

for (const [index, { claim: id, truth, want, plant }] of cases.entries()) {
  Deno.test(`${id}, ${truth}: ${want} in 95 % of ${draws} draws`, () => {
    const claim = ledger.find((one) => one.id === id)!;
    let right = 0;
    for (let i = 0; i < draws; i++) {
      const records = plant(stream(2025, "planted truth", index * draws + i));
      const evidenceOf = sortEvidence(records);
      const { verdict, kind } = evaluateClaim(claim, { evidenceOf, command: "planted" });
      assert.equal(kind, "transfer");
      if (want === "not contradicted" ? verdict !== "contradicted" : verdict === want) right++;
    }
    assert.ok(right >= 0.95 * draws, `right in ${right} of ${draws}`);
  });
}

function truths(
  claim: string,
  of: Readonly<Record<string, readonly [Wanted, Planted["plant"]]>>,
): Planted[] {
  return Object.entries(of).map(([truth, [want, plant]]) => ({ claim, truth, want, plant }));
}

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
