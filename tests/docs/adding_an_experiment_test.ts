import assert from "node:assert/strict";
import { join } from "node:path";
import { followDoc } from "./follow_doc.ts";

Deno.test("docs/adding-an-experiment.md adds one that has its jobs in the plan", async () => {
  await using followed = await followDoc("adding-an-experiment.md");
  const { folder, commands } = followed;
  const recorded = await Deno.readTextFile(join(folder, "tests/harness/planned_entries.txt"));
  const [smoke] = recorded.split("# quick");
  assert.match(smoke, /^fit .*"recipe":"paper","seeds":\[2\],"source":"pg19","texts":2/m);
  const [tests, plan] = commands.slice(-2).map(({ stdout }) => stdout);
  const fed = "experiment s_seeds feeds claims that there are, with jobs that there are";
  assert.ok(tests.includes(`${fed} ... ok`), tests);
  assert.match(plan, /^tiny-llama +fit +paper +\S+ +pg19 +16 +2 /m);
});
