import assert from "node:assert/strict";
import { followDoc } from "./follow_doc.ts";

Deno.test("docs/adding-a-chart.md adds a chart that the sweep holds", async () => {
  await using followed = await followDoc("adding-a-chart.md");
  const sweep = followed.commands.at(-1)!.stdout;
  const swept = "chart steps-over-length is valid and says the same three ways";
  assert.ok(sweep.includes(`${swept} ... ok`), sweep);
});
