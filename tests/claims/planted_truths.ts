/**
 * Result sets whose truth is known: a claim true by five standard errors, false by five, with too
 * little data, barely true, barely false. 1,000 seeded draws each, fewer of slow rules; the rule must
 * be right in 95 % of them, and say that a claim barely true fails, or one barely false holds, in at
 * most 5 %. The rules stand by subject in `planted_…_truths_test.ts`.
 */
import assert from "node:assert/strict";
import { type Judgement, ledger, sortEvidence } from "../../src/claims/mod.ts";
import type { JobRecord } from "../../src/records/record.ts";
import { type Stream, stream } from "../../src/random/mod.ts";

/** Draws of each planted truth; the rule has to be right in 95 % of them. */
const manyDraws = 1000;

/** What the rule has to say, or what of a truth just so or just not so it may say 5 % at most. */
export type Wanted = Judgement["reading"] | "not fails" | "not holds";

export type Plant = (random: Stream) => JobRecord[];

/** What is planted for a claim, by what is true of it. */
export type Truths = Readonly<Record<string, readonly [Wanted, Plant]>>;

/** Registers a test for each truth of a claim. Where a draw is slow, fewer of them have to do. */
export function testTruths(
  id: string,
  truths: Truths,
  { draws = manyDraws }: { readonly draws?: number } = {},
): void {
  const claim = ledger.find((one) => one.id === id)!;
  for (const [truth, [want, plant]] of Object.entries(truths)) {
    Deno.test(`${id}, ${truth}: ${want} in 95 % of ${draws} draws`, () => {
      let right = 0;
      for (let i = 0; i < draws; i++) {
        const records = plant(stream(2025, `planted truth: ${id}, ${truth}`, i));
        const verdict = judged(claim, records);
        const isRight = want.startsWith("not ") && want !== "not run"
          ? verdict !== want.slice(4)
          : verdict === want;
        if (isRight) right++;
      }
      assert.ok(right >= 0.95 * draws, `right in ${right} of ${draws}`);
    });
  }
}

/** What a claim's rule makes of planted evidence, whatever kind of model may speak to it. */
function judged(claim: typeof ledger[number], records: JobRecord[]): Judgement["reading"] {
  const division = claim.division === "either" ? "either" : "closed";
  // As on the paper's own card: a rule about seconds may say that they differ.
  const evidenceOf = sortEvidence(records, { card: "NVIDIA H100 80GB HBM3" });
  return claim.evaluate(evidenceOf({ kind: "transfer", division })).reading;
}
