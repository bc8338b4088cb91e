import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  readTrainingCheckpoint,
  trainEncoder,
  type TrainingCheckpoint,
  writeTrainingCheckpoint,
} from "../../src/amortised/mod.ts";
import { onnxRuntimeEngine } from "../../src/runtime/mod.ts";
import { smallRun } from "./small_run.ts";
import { smallDistanceTraining, smallSizes, smallTraining } from "./small_encoder.ts";

const id = smallRun.id;

async function undisturbed(training = smallTraining): Promise<TrainingCheckpoint> {
  return await trainEncoder(await training(onnxRuntimeEngine({ threads: 1 })), smallRun);
}

const trainings = [
  { loss: "cross-entropy", training: smallTraining },
  { loss: "distance", training: smallDistanceTraining },
];

Deno.test("training that is stopped and goes on comes to the bits of one that was not", async () => {
  const whole = await undisturbed();
  const folder = await Deno.makeTempDir();
  const path = join(folder, "training.safetensors");
  const against = await smallTraining(onnxRuntimeEngine({ threads: 1 }));
  const stop = new AbortController();
  const cut = trainEncoder(against, {
    ...smallRun,
    signal: stop.signal,
    onStep: ({ step }) => step >= 4 && stop.abort(new DOMException("enough", "AbortError")),
    onCheckpoint: (checkpoint) => writeTrainingCheckpoint(path, checkpoint),
  });
  await assert.rejects(cut, { name: "AbortError" });
  const from = await readTrainingCheckpoint(path, { id, sizes: smallSizes });
  assert.equal(from!.state.step, 4);
  const resumed = await trainEncoder(against, { ...smallRun, from });
  assertSameState(resumed, whole);
  await Deno.remove(folder, { recursive: true });
});

for (const { loss, training } of trainings) {
  Deno.test(`training by ${loss} killed with -9 half way goes on to the same bits`, async () => {
    const whole = await undisturbed(training);
    const folder = await Deno.makeTempDir();
    const path = join(folder, "training.safetensors");
    const script = fileURLToPath(new URL("./train_until_killed.ts", import.meta.url));
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", script, path, loss],
      stdout: "null",
      stderr: "null",
    }).spawn();
    while (await Deno.stat(path).catch(() => null) === null) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    child.kill("SIGKILL");
    assert.equal((await child.status).signal, "SIGKILL");
    const from = await readTrainingCheckpoint(path, { id, sizes: smallSizes });
    assert.ok(from!.state.step < smallRun.steps, `it had come to step ${from!.state.step}`);
    const against = await training(onnxRuntimeEngine({ threads: 1 }));
    assertSameState(await trainEncoder(against, { ...smallRun, from }), whole);
    await Deno.remove(folder, { recursive: true });
  });
}

Deno.test("a checkpoint of another run, or one that was changed, is refused", async () => {
  const folder = await Deno.makeTempDir();
  const path = join(folder, "training.safetensors");
  await writeTrainingCheckpoint(path, await undisturbed());
  await assert.rejects(readTrainingCheckpoint(path, { id: "other", sizes: smallSizes }), {
    name: "SyntaxError",
    message: `Cannot go on with training "${path}": it is of another run; remove it to begin anew`,
  });
  const bytes = await Deno.readFile(path);
  bytes[bytes.length - 1] ^= 1;
  await Deno.writeFile(path, bytes);
  await assert.rejects(readTrainingCheckpoint(path, { id, sizes: smallSizes }), {
    name: "SyntaxError",
    message: /was damaged or changed/,
  });
  assert.equal(await readTrainingCheckpoint(join(folder, "none"), { id, sizes: smallSizes }), null);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a run that is lengthened says from which step on", async () => {
  const against = await smallTraining(onnxRuntimeEngine({ threads: 1 }));
  const first = await trainEncoder(against, { ...smallRun, steps: 3 });
  assert.deepEqual(first.plans, [{ fromStep: 0, steps: 3 }]);
  const longer = await trainEncoder(against, { ...smallRun, steps: 5, from: first });
  assert.deepEqual(longer.plans, [{ fromStep: 0, steps: 3 }, { fromStep: 3, steps: 5 }]);
  assert.equal(longer.state.step, 5);
});

Deno.test("training lowers the loss of texts it sees again and again", async () => {
  const { curve } = await undisturbed();
  const [first, last] = [curve.find(({ tokens }) => tokens === 2)!, curve.at(-2)!];
  assert.equal(last.tokens, 2);
  assert.ok(
    last.trainLossNats < first.trainLossNats - 0.2,
    `from ${first.trainLossNats} to ${last.trainLossNats} nats a token`,
  );
});

Deno.test("training by distance comes nearer to its solutions, and looks through the frozen model", async () => {
  const { curve } = await undisturbed(smallDistanceTraining);
  const [first, last] = [curve.find(({ tokens }) => tokens === 2)!, curve.at(-2)!];
  assert.equal(last.tokens, 2);
  assert.ok(
    last.trainDistance! < first.trainDistance! - 0.1,
    `from ${first.trainDistance} to ${last.trainDistance}`,
  );
  for (const { trainLossNats, watchedLossNats } of curve) {
    assert.ok(trainLossNats > 1 && trainLossNats < 10, `${trainLossNats} nats a token`);
    assert.ok(watchedLossNats > 1 && watchedLossNats < 10, `${watchedLossNats} nats a token`);
  }
});

function assertSameState({ state: got }: TrainingCheckpoint, { state: want }: TrainingCheckpoint) {
  assert.equal(got.step, want.step);
  assert.deepEqual([...got.moves], [...want.moves]);
  for (const part of ["parameters", "first", "second"] as const) {
    for (const [name, values] of want[part]) {
      assert.deepEqual(got[part].get(name), values, `${part} of ${name}`);
    }
  }
}
