import assert from "node:assert/strict";
import { canBegin, readyRecipe } from "../../src/experiments/ready_recipe.ts";
import { recipes } from "../../src/proto/mod.ts";
import {
  commonMetricPath,
  readCommonMetric,
  writeCommonMetric,
} from "../../src/records/common_metric.ts";
import type { CommonStart } from "../../src/records/common_start.ts";

const arrangement = "[e][m]×(N−1)";
const made = {
  rows: Float32Array.of(0, 1, 0, 0, 0.6, 0, 0.8, 0),
  scales: Float32Array.of(0.1, 2),
  rest: 3,
  arrangement,
  model: "some-model",
  weightsSha256: "a".repeat(64),
  startSha256: "b".repeat(64),
  texts: ["tuning-emma-01", "tuning-ball-02"],
  textSteps: 12,
  method: "made for a test",
  command: "deno test",
};

Deno.test("a common metric is what was written, and refused by name where it was changed", async () => {
  const folder = await Deno.makeTempDir();
  const path = commonMetricPath(folder, made.model, arrangement);
  assert.equal(await readCommonMetric(path), null);
  const sha256 = await writeCommonMetric(path, made);
  assert.deepEqual(await readCommonMetric(path), { ...made, sha256 });
  const bytes = await Deno.readFile(path);
  bytes[bytes.length - 1] ^= 1;
  await Deno.writeFile(path, bytes);
  await assert.rejects(readCommonMetric(path), {
    name: "SyntaxError",
    message:
      `Cannot use common metric "${path}": its content is not what its sha256 was taken of; ` +
      "it was damaged or changed, restore it or remove it",
  });
  await Deno.remove(folder, { recursive: true });
});

Deno.test("recipe best names start and metric by hash, and says what is missing with its cure", () => {
  const { texts, textSteps, method, command, model, weightsSha256 } = made;
  const start: CommonStart = {
    ...{ texts, textSteps, method, command, model, weightsSha256, arrangement },
    proto: Float32Array.of(1, 2, 3, 4),
    width: 2,
  };
  const metric = { ...made, sha256: "c".repeat(64) };
  const setting = (start?: CommonStart) => ({
    model,
    arrangement,
    starts: new Map(start === undefined ? [] : [[arrangement, start]]),
  });
  const ready = readyRecipe(recipes.best, setting({ ...start, metric }));
  assert.deepEqual(ready.metric, { rows: made.rows, scales: made.scales, rest: 3 });
  assert.ok(ready.recipe.optimiser?.by === "lbfgs");
  assert.equal(ready.recipe.optimiser.metric?.sha256, metric.sha256);
  const wants = (what: string, made: string) => ({
    name: "RangeError",
    message: `Cannot use recipe "best" with ${arrangement} on "some-model": it ${what} and there ` +
      `is none; make it, deno task study ${made} --model some-model --arrangement ` +
      `"${arrangement}", or use --recipe open`,
  });
  assert.throws(
    () => readyRecipe(recipes.best, setting(start)),
    wants("goes by a common metric", "metric"),
  );
  assert.throws(
    () => readyRecipe(recipes.best, setting()),
    wants("begins at a common start", "start"),
  );
  assert.equal(canBegin(recipes.best, setting({ ...start, metric })), true);
  assert.equal(canBegin(recipes.best, setting(start)), false);
  assert.equal(canBegin(recipes.open, setting()), true);
});
