import assert from "node:assert/strict";
import { historySection } from "../../src/publish/index_page/history_section.ts";
import type { PrintedVerdict, PublishedRun } from "../../src/publish/published_run.ts";

function verdict(id: string, changes: Partial<PrintedVerdict> = {}): PrintedVerdict {
  const claim = { id, statement: `Claim ${id}`, place: "Table 1", kind: "transfer" } as const;
  return { ...claim, verdict: "not run", open: null, ...changes };
}

function run(name: string, claims: readonly PrintedVerdict[]): PublishedRun {
  return { name, claims } as unknown as PublishedRun;
}

/** The section's words. */
function told(runs: readonly PublishedRun[]): string {
  return historySection(runs).html.replaceAll(/<[^>]*>/g, " ").replaceAll(/\s+/g, " ");
}

Deno.test("the page over all runs tells what was judged, what other recipes read and what is left", () => {
  const said = told([
    run("first", [
      verdict("old", { verdict: "seen" }),
      verdict("judged", { verdict: "seen" }),
      verdict("read", { open: "holds: 2 texts" }),
      verdict("left"),
    ]),
    run("second", [
      verdict("judged", { open: "holds: 3 texts" }),
      verdict("read", { open: "cannot be told: 4 texts" }),
      verdict("left"),
    ]),
    run("third", [verdict("judged"), verdict("read"), verdict("left")]),
  ]);
  assert.match(said, /2 of 4 claims were judged by some run; 1 of the 4 are none any more/);
  assert.match(said, /Claim read .* second cannot be told: 4 texts/);
  assert.match(said, /1 claim that no run has read Claim left/);
  // A claim that some run judged is told by its verdicts alone.
  assert.doesNotMatch(said, /3 texts/);
});

Deno.test("runs that judged nothing are told so", () => {
  assert.match(told([run("study", [])]), /No run judged a claim/);
});
