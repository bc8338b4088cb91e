import assert from "node:assert/strict";
import { openSession } from "../../src/harness/model_session.ts";
import type { SessionEvent } from "../../src/harness/session_messages.ts";
import { type FitTask, recipeNamed } from "../../src/proto/mod.ts";
import { readGolden } from "../models/golden_checkpoint.ts";
import { engine, model, openSmallSession } from "./_small_run.ts";

const arrangement = "[e][m]×(N−1)" as const;
const golden = await readGolden("llama-gqa-tied/golden");
const proto = new Float32Array(2 * 48).fill(0.5);

Deno.test("a session says what its model is", async () => {
  using session = await openSmallSession();
  assert.deepEqual([session.width, session.context, session.bosId], [48, 256, 1]);
});

Deno.test("requests made at once are answered one after another", async () => {
  using session = await openSmallSession();
  const { ids: [startId, ...ids], nextTokenLosses } = golden.texts[0];
  const [four, eight, nats] = await Promise.all([
    session.reconstruct({ arrangement, tokens: 4, proto }),
    session.reconstruct({ arrangement, tokens: 8, proto }),
    session.informationNats({ startId, ids }),
  ]);
  assert.deepEqual(four, eight.slice(0, 4));
  assert.equal(eight.length, 8);
  const want = nextTokenLosses.reduce((sum, loss) => sum + loss, 0);
  assert.ok(Math.abs(nats - want) < 1e-3, `${nats} nats, PyTorch says ${want}`);
});

Deno.test("an error in the worker comes back as what it was, and the session goes on", async () => {
  using session = await openSmallSession();
  await assert.rejects(session.reconstruct({ arrangement, tokens: 257, proto }), {
    name: "RangeError",
    message: "Cannot run 257 tokens: the model's context is 256, ask for fewer",
  });
  await assert.rejects(session.reconstruct({ arrangement: "[m]", tokens: 4, proto }), RangeError);
  assert.equal((await session.reconstruct({ arrangement, tokens: 4, proto })).length, 4);
});

Deno.test("a model that cannot be opened is said to be so, and its worker ends", async () => {
  await assert.rejects(openSession({ ...model, config: { model_type: "x" } }, engine), {
    name: "TypeError",
    message: /^Cannot use config.json: "model_type" is "x"/,
  });
});

Deno.test("stop() ends one fit at its step and not the next", async () => {
  using session = await openSmallSession();
  const unfinished = await session.fit(request("a"), ({ kind }) => {
    if (kind === "step") session.stop();
  });
  assert.deepEqual(unfinished, ["a"]);
  const kinds: string[] = [];
  const next = await session.fit(request("b", 20), ({ kind }) => void kinds.push(kind));
  assert.deepEqual(next, []);
  assert.equal(kinds.at(-1), "fitted");
});

Deno.test("stop() before a fit ends that fit: a signal in between is not lost", async () => {
  using session = await openSmallSession();
  session.stop();
  const events: SessionEvent[] = [];
  await session.fit(request("a"), (event) => void events.push(event));
  assert.deepEqual(events.filter(({ kind }) => kind === "step"), []);
});

Deno.test("an error of the listener ends the request and not the process", async () => {
  using session = await openSmallSession();
  const fit = session.fit(request("a"), () => {
    session.stop();
    throw new Error("cannot show that");
  });
  await assert.rejects(fit, { message: "cannot show that" });
});

Deno.test("a closed session refuses instead of waiting for ever", async () => {
  const session = await openSmallSession();
  const running = session.fit(request("a"), () => {});
  session[Symbol.dispose]();
  const closed = { message: "Cannot go on: the model's session is closed" };
  await assert.rejects(running, closed);
  await assert.rejects(session.reconstruct({ arrangement, tokens: 4, proto }), closed);
});

/** A fit that is not exact before its last step. */
function request(id: string, maxSteps = 1_000_000) {
  const task: FitTask = {
    id,
    targets: [9, 80, 44, 3, 100, 7, 61, 15],
    seed: 1,
    index: 0,
    recipe: recipeNamed("paper", { maxSteps }),
  };
  return {
    arrangement,
    batch: 1,
    tokens: 8,
    numeric: "float32" as const,
    tasks: [task],
    checkpointSeconds: 10,
    startId: 1,
  };
}
