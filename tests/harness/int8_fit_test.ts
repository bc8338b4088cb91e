/** Fits with gradients in int8: said in the record, a float32 solution, never in the closed division. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { divisionOf } from "../../src/claims/division.ts";
import { choiceFor, engineIdentity } from "../../src/experiments/engine_choice.ts";
import { openSession } from "../../src/harness/model_session.ts";
import { planFit } from "../../src/experiments/plan_fit.ts";
import type { FitJob, FitResult } from "../../src/records/record.ts";
import { runPlan } from "../../src/harness/runner.ts";
import { readSolution } from "../../src/records/solution.ts";
import { recipeNamed } from "../../src/proto/mod.ts";
import { engine, identity, model, newFolder, planOf, runOptions, tokenizer } from "./_small_run.ts";

const context = {
  model: identity,
  engine: engineIdentity(engine, 2),
  codeSha256: "code",
  numeric: "int8-dynamic",
} as const;
const fitOf = (text: string, recipe: string) =>
  planFit({ id: text, source: "user", targets: tokenizer.encode(text) }, {
    recipe,
    arrangement: "[e][m]×(N−1)",
    maxSteps: 600,
    seed: 1,
  }, context);

Deno.test("a fit in int8 says so, and its solution is read back in float32", async () => {
  await using folder = await newFolder();
  const withInt8 = choiceFor("int8-dynamic", { choice: engine, folder: join(folder.path, "int8") });
  const fits = ["one", "two", "six"].map((text) => fitOf(text, "open"));
  const records = await runPlan(
    planOf(fits),
    await runOptions(folder.path, { openSession: () => openSession(model, withInt8) }),
  );
  // A session that has never heard of int8 judges them.
  using session = await openSession(model, engine);
  for (const record of records) {
    assert.equal(record.job.engine.numeric, "int8-dynamic");
    assert.equal(record.outcome, "measured");
    const { result } = record as unknown as { result: FitResult };
    assert.ok(result.exact, `${result.reconstruction} of ${result.text}`);
    const { proto } = await readSolution(join(folder.path, result.solutionFile));
    assert.ok(proto instanceof Float32Array);
    const read = { arrangement: "[e][m]×(N−1)", tokens: record.job.tokens, proto };
    assert.deepEqual(await session.reconstruct(read), result.targetIds);
  }
});

Deno.test("the paper's recipe is float32 whatever was asked", () => {
  assert.equal(fitOf("one", "paper").job.engine.numeric, "float32");
});

Deno.test("the paper's settings in int8 would still be no fit of the closed division", () => {
  const recipe = recipeNamed("paper") as unknown as FitJob["recipe"];
  assert.equal(divisionOf(recipe), "closed");
  assert.equal(divisionOf(recipe, { numeric: "float32" }), "closed");
  assert.equal(divisionOf(recipe, { numeric: "int8-dynamic" }), "open");
});
