import assert from "node:assert/strict";
import { paperGrid } from "../../../src/report/readings/paper_grid.ts";

Deno.test("paperGrid() shows the paper’s lengths up to one beyond the measured", () => {
  assert.deepEqual(paperGrid([8, 4]), [1, 2, 4, 5, 8, 11]);
  assert.deepEqual(paperGrid([10]), [1, 2, 4, 5, 8, 10, 11]);
  assert.equal(paperGrid([2000]).at(-1), 2000);
});
