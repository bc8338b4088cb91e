import assert from "node:assert/strict";
import { longestHeld } from "../../src/claims/longest_held.ts";

Deno.test("longestHeld() takes each text’s longest prefix from accuracy 0.99 on, by its best try", () => {
  const tried = (text: string, tokens: number, accuracy: number) => ({
    text,
    tokens,
    accuracy,
    informationNats: 3 * tokens,
  });
  const held = longestHeld([
    tried("a", 4, 1),
    tried("a", 128, 0.5),
    tried("a", 128, 127 / 128),
    tried("a", 256, 0.98),
    tried("b", 4, 0.75),
  ]);
  assert.deepEqual(held, [
    { text: "a", tokens: 128, informationNats: 384, triedTokens: 256 },
    { text: "b", tokens: 0, informationNats: 0, triedTokens: 4 },
  ]);
});
