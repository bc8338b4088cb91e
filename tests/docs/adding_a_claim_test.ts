import assert from "node:assert/strict";
import { followDoc } from "./follow_doc.ts";

Deno.test("docs/adding-a-claim.md adds a claim that is fed, and right of planted truths", async () => {
  await using followed = await followDoc("adding-a-claim.md");
  const tests = followed.commands.at(-1)!.stdout;
  for (
    const passed of [
      "T1-alternation-four, true by 5 SE: holds in 95 % of 1000 draws",
      "T1-alternation-four, false by 5 SE: fails in 95 % of 1000 draws",
      "experiment t1_arrangements feeds claims that there are, with jobs that there are",
    ]
  ) assert.ok(tests.includes(`${passed} ... ok`), `${passed}\n${tests}`);
});
