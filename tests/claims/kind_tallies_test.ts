import assert from "node:assert/strict";
import { kindTallies } from "../../src/claims/kind_tallies.ts";

Deno.test("kindTallies() counts each kind by itself, and what did not run under none", () => {
  const tallies = kindTallies([
    { kind: "machinery", verdict: "runs" },
    { kind: "transfer", verdict: "inconclusive" },
    { kind: "machinery", verdict: "runs" },
    { kind: "transfer", verdict: "seen" },
    { kind: "machinery", verdict: "not run" },
    { kind: "direct", verdict: "not run" },
  ]);
  assert.deepEqual(tallies, [
    {
      kind: "transfer",
      verdicts: [{ verdict: "seen", claims: 1 }, { verdict: "inconclusive", claims: 1 }],
    },
    { kind: "machinery", verdicts: [{ verdict: "runs", claims: 2 }] },
    { kind: null, verdicts: [{ verdict: "not run", claims: 2 }] },
  ]);
});

Deno.test("kindTallies() of no claims is empty", () => {
  assert.deepEqual(kindTallies([]), []);
});
