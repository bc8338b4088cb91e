import assert from "node:assert/strict";
import type { Profile } from "../../src/harness/profile.ts";
import {
  isOfShard,
  mustBeTheSameEverywhere,
  shardNamed,
  shardOf,
} from "../../src/harness/shard.ts";
import { fitsOf, planOf } from "./_small_run.ts";

const fits = fitsOf(Array.from({ length: 60 }, (_, i) => `text ${i}`));

Deno.test("every job is of one shard of n, whatever n", () => {
  for (const  of of[1, 2, 3, 7, 64, 1000]) {
    for (const { key } of fits) {
      const own = Array.from({ length: of }, (_, i) => ({ at: i + 1, of }))
        .filter((shard) => isOfShard(key, shard));
      assert.equal(own.length, 1, `${key} of ${of}`);
    }
  }
});

Deno.test("isOfShard() goes by the key's first 48 bits, modulo n", () => {
  // python3 -c 'print(int("00000000000a", 16) % 8, int("ffffffffffff", 16) % 7)'   2 0
  assert.ok(isOfShard(`00000000000a${"f".repeat(52)}`, { at: 3, of: 8 }));
  assert.ok(isOfShard(`ffffffffffff${"0".repeat(52)}`, { at: 1, of: 7 }));
});

Deno.test("shardOf() keeps the plan's order and leaves timings to the run over all stores", () => {
  const plan = planOf(fits, [{ tokens: 8, repetitions: 3 }]);
  const shards = [1, 2, 3].map((at) => shardOf(plan, { at, of: 3 }));
  assert.equal(shards.reduce((sum, { fits }) => sum + fits.length, 0), fits.length);
  for (const { fits: own, throughput } of shards) {
    assert.ok(own.length > 8, `${own.length} of 60`);
    assert.deepEqual(own, fits.filter((fit) => own.includes(fit)));
    assert.deepEqual(throughput, []);
  }
});

Deno.test("shardNamed() reads i/n, and says what it wants where that is none", () => {
  assert.deepEqual(shardNamed("2/8"), { at: 2, of: 8 });
  for (const text of ["0/2", "3/2", "1", "1/0", "a/b", "-1/2", "1/2/3", ""]) {
    assert.throws(() => shardNamed(text), /^RangeError: Cannot use shard ".*": want i\/n, with i/);
  }
});

Deno.test("a profile whose keys depend on the machine is not shared, and the flags are named", () => {
  const profile = { name: "a", model: "m", batch: 4, threads: 2, fits: [] } as unknown as Profile;
  mustBeTheSameEverywhere(profile);
  assert.throws(
    () => mustBeTheSameEverywhere({ ...profile, batch: "auto", threads: "auto" }),
    /leaves --batch and --threads to each of them/,
  );
  const also = [{ model: "other", batch: "auto" }] as unknown as Profile["also"];
  assert.throws(() => mustBeTheSameEverywhere({ ...profile, also }), /leaves --batch to each/);
});
