import assert from "node:assert/strict";
import { readEnvironment } from "../../src/records/environment.ts";
import { pinnedVersion } from "../../src/records/pinned_version.ts";

Deno.test("readEnvironment() names machine, software and commit", async () => {
  const facts = { weightsSource: "the cache", command: "deno task reproduce", profile: "smoke" };
  const environment = await readEnvironment(facts);
  assert.match(environment.onnxruntime, /^\d+\.\d+\.\d+$/);
  assert.equal(environment.deno, Deno.version.deno);
  assert.ok(environment.cores >= 1 && environment.memoryBytes > 1e8);
  assert.match(environment.startedAt, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  assert.match(environment.codeSha256, /^[0-9a-f]{64}$/);
  if (environment.commit !== null) assert.match(environment.commit, /^[0-9a-f]{12}(\+changes)?$/);
  const [cpu, ...others] = environment.devices;
  assert.deepEqual(cpu, { device: "cpu", lastRanAtCommit: environment.commit });
  assert.ok(others.some(({ device }) => device === "cuda"), "devices that never ran are named too");
  assert.deepEqual({ ...environment, ...facts }, environment);
});

Deno.test("pinnedVersion() reads deno.json, scopes too", () => {
  assert.match(pinnedVersion("onnxruntime-node"), /^\d+\.\d+\.\d+$/);
  assert.match(pinnedVersion("@tensorflow/tfjs"), /^\d+\.\d+\.\d+$/);
  assert.equal(pinnedVersion("no-such-package"), "unknown");
});
