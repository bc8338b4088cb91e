import assert from "node:assert/strict";
import { prefixGrid, prefixOf } from "../../src/text/mod.ts";

Deno.test("prefixGrid holds the paper's two grids", () => {
  assert.deepEqual(prefixGrid.capacity, [
    ...[4, 5, 8, 11, 16, 22, 32, 45, 64, 90, 128, 181],
    ...[256, 362, 512, 724, 1024, 1448],
  ]);
  assert.deepEqual(prefixGrid.arrangement, [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024]);
});

Deno.test("prefixOf() takes the first tokens and rejects a length the text does not have", () => {
  assert.deepEqual(prefixOf([7, 8, 9], 2), [7, 8]);
  for (const length of [0, -1, 1.5, NaN, 4]) {
    assert.throws(() => prefixOf([7, 8, 9], length), { name: "RangeError", message: /has 3/ });
  }
});
