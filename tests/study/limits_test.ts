import assert from "node:assert/strict";
import { join } from "node:path";
import { engineIdentity } from "../../src/experiments/engine_choice.ts";
import { engineFor } from "../../src/harness/engine_for.ts";
import { openSession } from "../../src/harness/model_session.ts";
import { readyModel } from "../../src/harness/ready_model.ts";
import { commonStartsOf } from "../../src/records/common_start.ts";
import { openStore } from "../../src/records/store.ts";
import { makeCommonMetric } from "../../src/study/common_metric.ts";
import { measureLimits, type StudyContext } from "../../src/study/mod.ts";

const arrangement = "[e][m]×(N−1)";

Deno.test("measureLimits() walks from the common start to a solution, and from N(0, 1)'s", async () => {
  await using study = await openStudy();
  const { ways, ...limit } = await measureLimits(
    { tokens: 4, count: 2, arrangement },
    study.context,
  );
  assert.deepEqual([limit.model, limit.tokens, limit.arrangement], ["tiny-llama", 4, arrangement]);
  assert.equal(ways.length, 2);
  for (const { exact, steps, lastWrong, path, distance, fromStart, fromNormal } of ways) {
    assert.ok(exact && steps > 0);
    assert.ok(lastWrong.length > 0 && lastWrong.every((at) => at < 4));
    assert.equal(path.at(-1)!.step, steps);
    assert.ok(path.every(({ lengths }) => lengths.length === 2));
    assert.equal(fromStart.accuracies.length, 21);
    // The line ends where the fit did.
    assert.equal(fromStart.accuracies.at(-1), 1);
    assert.ok(Math.abs(fromStart.lossesNats[0] - path[0].lossNats) < 1e-3);
    assert.equal(fromNormal.line.accuracies[0], 1);
    assert.ok(distance > 0 && fromNormal.distance > 0);
  }
});

Deno.test("a metric that was stopped goes on with the texts that are left, to the same numbers", async () => {
  await using study = await openStudy();
  const rounds = [{ tokens: 8, texts: 2, steps: 3 }, { tokens: 8, texts: 2, steps: 3 }];
  const asked = { arrangement, rounds } as const;
  const stop = new AbortController();
  await assert.rejects(
    makeCommonMetric(
      { ...asked, onSampled: () => stop.abort() },
      { ...study.context, signal: stop.signal },
    ),
    { name: "AbortError" },
  );
  const shares: number[] = [];
  const resumed = await makeCommonMetric(
    { ...asked, onProgress: (share) => shares.push(share) },
    study.context,
  );
  assert.ok(shares[0] > 0.5, "the first round was not made again");
  assert.equal(
    resumed.textSteps,
    4 * 4 * 2,
    "four texts, a pass for each step and the last, twice",
  );
  await using other = await openStudy();
  const whole = await makeCommonMetric(asked, other.context);
  assert.deepEqual(resumed, whole);
});

async function openStudy() {
  const folder = await Deno.makeTempDir();
  const { ready, tokenizer } = await readyModel("tiny-llama");
  const engine = await engineFor(ready, { threads: 1 });
  const session = await openSession(ready, engine);
  const { id, weightsSha256, tokenizerSha256 } = ready;
  const model = { id, weightsSha256, tokenizerSha256 };
  const context: StudyContext = {
    ...{ model, engine, session, tokenizer, folder },
    store: await openStore(join(folder, "store")),
    codeSha256: "of a test",
    starts: await commonStartsOf(model),
    command: "deno test",
  };
  assert.equal(engineIdentity(engine, 1).threads, 1);
  return {
    context,
    async [Symbol.asyncDispose]() {
      session[Symbol.dispose]();
      await Deno.remove(folder, { recursive: true });
    },
  };
}
