import assert from "node:assert/strict";
import type { FitResult } from "../../../src/records/record.ts";
import { settling } from "../../../src/report/readings/settling.ts";

Deno.test("settling() says when each position came right, and when for good", () => {
  const hits = ["0010", "1010", "0110", "1100"];
  const result = {
    trajectory: hits.map((hits, i) => ({ step: 10 * i, hits, accuracy: 0, lossNats: 0 })),
    targetIds: [5, 6, 7, 8],
    reconstructedIds: [5, 6, 1, 1],
  } as unknown as FitResult;
  assert.deepEqual(settling(result), [
    { position: 1, settledAtStep: 30, firstRightAtStep: 10, rightShare: 0.5, right: true },
    { position: 2, settledAtStep: 20, firstRightAtStep: 20, rightShare: 0.5, right: true },
    { position: 3, settledAtStep: null, firstRightAtStep: 0, rightShare: 0.75, right: false },
    { position: 4, settledAtStep: null, firstRightAtStep: null, rightShare: 0, right: false },
  ]);
});
