import assert from "node:assert/strict";
import { followDoc } from "./follow_doc.ts";

Deno.test("docs/adding-a-recipe.md adds a recipe that fits a text", async () => {
  await using followed = await followDoc("adding-a-recipe.md");
  const [tests, fit] = followed.commands.slice(-2).map(({ stdout }) => stdout);
  assert.ok(tests.includes("momentum keeps a share of the last step ... ok"), tests);
  assert.match(fit, /The old/);
});
