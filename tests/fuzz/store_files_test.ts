/**
 * Damaged files of a run's store: each is read as it was, or counts as absent and is told in one line.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import type { Checkpoint } from "../../src/records/checkpoint.ts";
import { openStore } from "../../src/records/store.ts";
import { type Stream, stream } from "../../src/random/mod.ts";
import { damageBytes, damageJson } from "./_mutate.ts";

const SEED = 20251129;
const published = new URL("../../reports/2026-11-26-xeon-2-cores/results.jsonl", import.meta.url);
/** Fits want their solutions beside them, which a report has not. */
const RECORDS = (await Deno.readTextFile(published)).split("\n").filter(Boolean)
  .map((line) => JSON.parse(line)).filter(({ job, outcome }) =>
    job.kind !== "fit" || outcome !== "measured"
  );
const KEY = "0".repeat(64);

Deno.test("1,000 damaged records are whole or count as absent", async () => {
  const kept = await damaged(1000, {
    folder: "records",
    damage: (stream) => {
      const record = RECORDS[stream.integer(RECORDS.length)];
      return { key: record.key, bytes: damageJson(record, stream) };
    },
    get: (store, key) => store.get(key),
  });
  assert.ok(kept > 0 && kept < 1000, `${kept} of 1,000 were read`);
});

Deno.test("500 damaged checkpoints are whole or count as absent", async () => {
  const folder = await Deno.makeTempDir();
  const store = await openStore(folder);
  const vector = Float32Array.from({ length: 96 }, (_, i) => i / 96);
  const written: Checkpoint = {
    id: KEY,
    elapsedSeconds: 1,
    state: {
      proto: vector,
      best: vector,
      bestAccuracy: 0.5,
      bestLossNats: Infinity,
      optimiser: { step: 3, firstMoment: vector, secondMoment: vector },
      steps: 3,
      seed: 1,
      startAccuracy: 0.5,
      startBestStep: 2,
      weights: Float32Array.of(1, 1, 0.5, 1),
      kept: { grownTo: 2 },
      attempts: [],
      trajectory: {
        interval: 1,
        samples: [{ step: 0, lossNats: 4, accuracy: 0.5, hits: "01" }],
      },
    },
  };
  await store.putCheckpoint(KEY, written);
  const whole = await Deno.readFile(join(folder, "checkpoints", `${KEY}.safetensors`));
  await Deno.remove(folder, { recursive: true });
  const kept = await damaged(500, {
    folder: "checkpoints",
    damage: (stream) => ({ key: KEY, bytes: damageBytes(whole, { stream, headerBytes: 800 }) }),
    get: async (store, key) => {
      const got = await store.checkpoint(key);
      if (got !== null) assert.deepEqual(got, written);
      return got;
    },
  });
  assert.ok(kept < 50, `${kept} of 500 were read`);
});

/** How many of the files were read. */
async function damaged(
  count: number,
  { folder, damage, get }: {
    readonly folder: string;
    readonly damage: (stream: Stream) => { readonly key: string; readonly bytes: Uint8Array };
    readonly get: (
      store: Awaited<ReturnType<typeof openStore>>,
      key: string,
    ) => Promise<object | null>;
  },
): Promise<number> {
  const root = await Deno.makeTempDir();
  const ending = folder === "records" ? "json" : "safetensors";
  let read = 0;
  try {
    for (let i = 0; i < count; i++) {
      const lines: string[] = [];
      const store = await openStore(root, { onHarmed: (line) => lines.push(line) });
      const { key, bytes } = damage(stream(SEED, `fuzz ${folder}`, i));
      const path = join(root, folder, `${key}.${ending}`);
      await Deno.writeFile(path, bytes);
      const got = await get(store, key);
      await Deno.remove(path);
      if (got !== null) {
        read++;
        assert.deepEqual(lines, [], `${folder} ${i}`);
        continue;
      }
      assert.equal(lines.length, 1, `${folder} ${i}`);
      assert.match(lines[0], /^Taken for absent: [^\n\r\0]+$/, `${folder} ${i}`);
      assert.ok(lines[0].length < 700, `${folder} ${i}: ${lines[0].length} characters`);
      assert.doesNotMatch(lines[0], /undefined|\[object|is not a function|call stack/, `${i}`);
    }
  } finally {
    await Deno.remove(root, { recursive: true });
  }
  return read;
}
