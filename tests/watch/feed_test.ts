import assert from "node:assert/strict";
import { watchedFeed } from "../../src/watch/feed.ts";
import type { Running } from "../../src/watch/watched.ts";

const running = (more: number): Running => ({ fits: [], more, jobs: [] });
const decoder = new TextDecoder();

async function next(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string> {
  return decoder.decode((await reader.read()).value);
}

Deno.test("stream() tells all there is at once, then what changes and nothing else", async () => {
  const feed = watchedFeed();
  feed.set("running", running(1));
  feed.set("workers", []);
  const reader = feed.stream().getReader();
  assert.equal(
    await next(reader),
    'retry: 2000\n\nevent: running\ndata: {"fits":[],"more":1,"jobs":[]}\n\n' +
      "event: workers\ndata: []\n\n",
  );
  const waiting = next(reader);
  feed.set("workers", []);
  feed.set("running", running(2));
  assert.equal(await waiting, 'event: running\ndata: {"fits":[],"more":2,"jobs":[]}\n\n');
  feed.close();
});

Deno.test("a reader that comes again gets the last state, not the history", async () => {
  const feed = watchedFeed();
  const first = feed.stream().getReader();
  feed.set("running", running(1));
  await next(first);
  await first.cancel();
  for (let more = 2; more < 9; more++) feed.set("running", running(more));
  const text = await next(feed.stream().getReader());
  assert.deepEqual([...text.matchAll(/"more":(\d)/g)].map(([, more]) => more), ["8"]);
  feed.close();
});

Deno.test("a slow reader gets the latest of what it missed, and nothing is kept for it", async () => {
  const feed = watchedFeed();
  feed.set("running", running(0));
  const reader = feed.stream().getReader();
  await next(reader);
  for (let more = 1; more <= 1000; more++) feed.set("running", running(more));
  assert.match(await next(reader), /^event: running\ndata: .*"more":1000/);
  const waiting = reader.read();
  feed.close();
  assert.equal((await waiting).done, true);
});
