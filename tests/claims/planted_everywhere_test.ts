/** No rule goes without planted truths: one true, one false, one of too little. */
import assert from "node:assert/strict";
import { ledger } from "../../src/claims/mod.ts";

Deno.test("every claim has planted truths, in which it holds, fails and stays open", async () => {
  const folder = new URL(".", import.meta.url);
  const planted = new Map<string, string>();
  for await (const { name } of Deno.readDir(folder)) {
    if (!/^planted_.*_truths_test\.ts$/.test(name)) continue;
    const text = await Deno.readTextFile(new URL(name, folder));
    for (const [set, id] of text.matchAll(/^testTruths\("([^"]+)"[\s\S]*?^\}/gm)) {
      planted.set(id, set);
    }
  }
  assert.deepEqual(ledger.map(({ id }) => id).filter((id) => !planted.has(id)), []);
  // A single cell of a table shows that it can be off, never that the whole table holds.
  const tables = ["T1-accuracies", "T3-capacities", "F1-best-capacities", "T4-seconds"];
  for (const { id } of ledger) {
    const set = planted.get(id)!;
    const wanted = ["fails", "inconclusive", ...tables.includes(id) ? [] : ["holds"]];
    for (const reading of wanted) {
      assert.match(set, new RegExp(`"${reading}"|"not run"`), `${id} ${reading}`);
      if (reading !== "inconclusive") assert.match(set, new RegExp(`"${reading}"`), id);
    }
  }
});
