import assert from "node:assert/strict";
import { progressFeed } from "../../src/library/_progress_feed.ts";
import type { FitProgress, FittedSolution } from "../../src/library/fit_progress.ts";

Deno.test("a slow reader misses steps and never a solution", async () => {
  const feed = progressFeed();
  const reader = feed[Symbol.asyncIterator]();
  const first = reader.next();
  feed.push(item(0, 1));
  assert.equal((await first).value.steps, 1);
  for (const steps of [2, 3, 4]) {
    feed.push(item(0, steps));
    feed.push(item(1, steps));
  }
  feed.push({ ...item(0, 5), solution });
  feed.push(item(1, 6));
  feed.end();
  const rest = await Array.fromAsync({ [Symbol.asyncIterator]: () => reader });
  assert.deepEqual(rest.map(({ text, steps }) => [text, steps]), [[0, 5], [1, 6]]);
});

Deno.test("a failure comes after what was told before it", async () => {
  const feed = progressFeed();
  const seen: number[] = [];
  const reading = (async () => {
    for await (const { steps } of feed) seen.push(steps);
  })();
  await Promise.resolve();
  feed.push(item(0, 1));
  feed.end({ error: new Error("over") });
  await assert.rejects(reading, { message: "over" });
  assert.deepEqual(seen, [1]);
});

const solution = {} as FittedSolution;

function item(text: number, steps: number): FitProgress {
  return { text, steps, accuracy: 0, bestAccuracy: 0, lossNats: 1 };
}
