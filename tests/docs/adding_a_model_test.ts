import assert from "node:assert/strict";
import { followDoc } from "./follow_doc.ts";

Deno.test("docs/adding-a-model.md adds a model that is fetched, verified and fits a text", async () => {
  await using followed = await followDoc("adding-a-model.md");
  const [fetched, verified, fit] = followed.commands.slice(-3).map(({ stdout }) => stdout);
  assert.match(fetched + verified, /our-llama/);
  assert.match(fit, /The old/);
});
