import assert from "node:assert/strict";
import { tally } from "../../src/publish/index_page/runs_section.ts";
import type { PrintedVerdict } from "../../src/publish/published_run.ts";

const claim: PrintedVerdict = {
  id: "K-attention-sink",
  statement: "",
  place: "",
  verdict: "not run",
  kind: "transfer",
};

/** What a run's verdicts are told as, without its markup. */
function told(claims: readonly PrintedVerdict[]): string {
  const said = tally(claims);
  return (typeof said === "string" ? said : said.html).replaceAll(/<[^>]*>/g, "").replaceAll(
    /\s+/g,
    " ",
  ).trim();
}

Deno.test("a run's tally tells claims that other recipes alone read, of those not run", () => {
  const read = { ...claim, open: "holds: 18 fits" };
  assert.equal(told([claim, read, read]), "3 not run 2 of them read by other recipes alone");
  // Runs of old have no such readings.
  assert.equal(told([claim, { ...claim, open: null }]), "2 not run");
});
