import assert from "node:assert/strict";
import { evaluateClaim, ledger, sortEvidence } from "../../src/claims/mod.ts";
import type { ClaimVerdict, JobRecord } from "../../src/records/record.ts";
import { type Stream, stream } from "../../src/random/mod.ts";

/** Draws of each planted truth; the verdict has to be right in 95 % of them. */
const draws = 1000;

/** A verdict, or the one that a truth just so or just not so must not get beyond 5 %. */
export type Wanted = ClaimVerdict["verdict"] | "not contradicted" | "not reproduced";

export type Plant = (random: Stream) => JobRecord[];

/** What is planted for a claim, by what is true of it. */
export type Truths = Readonly<Record<string, readonly [Wanted, Plant]>>;

/** Registers a test for each truth of a claim. */
export function testTruths(id: string, truths: Truths): void {
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

/** A claim's verdict; where only the paper's own weights may speak, what its rule says of others. */
function judged(claim: typeof ledger[number], records: JobRecord[]): ClaimVerdict["verdict"] {
  const evidenceOf = sortEvidence(records);
  if (claim.directOnly) {
    return claim.evaluate(evidenceOf({ kind: "transfer", division: "closed" })).verdict;
  }
  const { verdict, kind } = evaluateClaim(claim, { evidenceOf, command: "planted" });
  assert.equal(kind, "transfer");
  return verdict;
}
