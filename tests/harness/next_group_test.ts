import assert from "node:assert/strict";
import { groupFits } from "../../src/harness/fit_jobs.ts";
import { ledger } from "../../src/claims/mod.ts";
import { leastCertain } from "../../src/harness/next_group.ts";
import { fitsOf } from "./_small_run.ts";

const openFits = fitsOf(["abcd"], { recipe: "open" });
const paperFits = fitsOf(["abcd"], { recipe: "paper", maxSteps: 5000 });
const [open, paper] = groupFits([...openFits, ...paperFits]);

const verdicts = (undecided: readonly string[]) =>
  ledger.map(({ id }) => ({
    id,
    verdict: undecided.includes(id) ? "inconclusive" as const : "reproduced" as const,
  }));

Deno.test("leastCertain() keeps to the plan's order where all is undecided", () => {
  assert.equal(leastCertain([open, paper], verdicts(ledger.map(({ id }) => id))), open);
});

Deno.test("leastCertain() prefers the paper's recipe while a closed claim waits for it", () => {
  assert.equal(leastCertain([open, paper], verdicts(["T1-repeating-fails"])), paper);
});

Deno.test("leastCertain() keeps to the plan's order where all is decided", () => {
  assert.equal(leastCertain([open, paper], verdicts([])), open);
});
