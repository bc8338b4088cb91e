/** Stopping fits, and going on with them. */
import assert from "node:assert/strict";
import { fit, type FitRun, openModel, recipes } from "../../mod.ts";
import { newFolder, TEXTS, threads } from "./_places.ts";

/** Long enough to be stopped: no text is exact by then. */
const recipe = { ...recipes.paper, maxSteps: 40 };

Deno.test("an aborted fit goes on from its step and ends with the same bits", async () => {
  await using whole = await newFolder();
  await using folder = await newFolder();
  await using model = await openModel("tiny-llama", { threads });
  const want = await fit(model, TEXTS[0], { recipe, folder: whole.path }).solution;

  const stop = new AbortController();
  const cut = fit(model, TEXTS[0], { recipe, folder: folder.path, signal: stop.signal });
  const reached = await stopAt(10, { run: cut, stop });
  assert.ok(reached >= 10 && reached < 40, `${reached}`);
  await assert.rejects(cut.solution, { name: "AbortError" });
  await assert.rejects(Array.fromAsync(cut), { name: "AbortError" });

  const rest = fit(model, TEXTS[0], { recipe, folder: folder.path });
  const steps = (await Array.fromAsync(rest)).map((item) => item.steps);
  assert.ok(steps[0] >= 10, `went on at step ${steps[0]}`);
  const got = await rest.solution;
  assert.equal(got.steps, 40);
  assert.deepEqual(got.proto, want.proto);
  assert.deepEqual(got.trajectory, want.trajectory);
});

Deno.test("an abort ends its own fit alone: who waits gives up at once, who runs goes on", async () => {
  await using folder = await newFolder();
  await using model = await openModel("tiny-llama", { threads });
  const stop = new AbortController();
  const options = { recipe, folder: folder.path };
  const running = fit(model, TEXTS[0], options);
  const waiting = fit(model, TEXTS[1], { ...options, signal: stop.signal });
  const third = fit(model, TEXTS[2], { ...options, tokens: 2 });
  stop.abort(new RangeError("enough"));
  let over = false;
  running.solution.then(() => over = true);
  await assert.rejects(waiting.solution, new RangeError("enough"));
  assert.equal(over, false);
  assert.equal((await running.solution).steps, 40);
  assert.ok((await third.solution).steps > 0);
});

Deno.test("an abort before the first step or after the last changes nothing", async () => {
  await using folder = await newFolder();
  await using model = await openModel("tiny-llama", { threads });
  const options = { folder: folder.path, tokens: 3 };
  await assert.rejects(fit(model, TEXTS[0], { ...options, signal: AbortSignal.abort() }).solution, {
    name: "AbortError",
  });
  const stop = new AbortController();
  const { exact } = await fit(model, TEXTS[0], { ...options, signal: stop.signal }).solution;
  stop.abort();
  assert.ok(exact);
  assert.ok((await fit(model, TEXTS[1], options).solution).exact);
});

Deno.test("of several texts those that ended are kept when the rest is stopped", async () => {
  await using folder = await newFolder();
  await using model = await openModel("tiny-llama", { threads });
  const stop = new AbortController();
  // Long enough that a stop after the first text comes before the last one has ended.
  const options = { folder: folder.path, tokens: 8, batch: 1 };
  const cut = fit(model, TEXTS, { ...options, signal: stop.signal });
  await assert.rejects(async () => {
    for await (const { solution } of cut) if (solution !== undefined) stop.abort();
  }, { name: "AbortError" });
  const kept: number[] = [];
  const again = fit(model, TEXTS, {
    ...options,
    onEvent: (event) => event.kind === "reused" && kept.push(event.text),
  });
  assert.equal((await again.solutions).length, 3);
  assert.ok(kept.length >= 1 && kept.length < 3, `${kept}`);
});

Deno.test("closing a model ends its fit, which goes on with the model opened again", async () => {
  await using folder = await newFolder();
  const options = { recipe, folder: folder.path };
  let cut: FitRun;
  {
    await using model = await openModel("tiny-llama", { threads });
    cut = fit(model, TEXTS[0], options);
    for await (const { steps } of cut) if (steps >= 5) break;
  }
  await assert.rejects(cut.solution, {
    name: "AbortError",
    message: 'Cannot go on: model "tiny-llama" is closed',
  });
  await using model = await openModel("tiny-llama", { threads });
  const rest = await Array.fromAsync(fit(model, TEXTS[0], options));
  assert.ok(rest[0].steps >= 5);
});

Deno.test("what a listener throws ends the fit, and the model works on", async () => {
  await using folder = await newFolder();
  await using model = await openModel("tiny-llama", { threads });
  const options = { folder: folder.path, tokens: 3 };
  for (const at of ["group", "compiled", "step", "fitted"]) {
    const run = fit(model, TEXTS[0], {
      ...options,
      seed: at.length,
      onEvent: ({ kind }) => {
        if (kind === at) throw new Error(`cannot show ${at}`);
      },
    });
    await assert.rejects(run.solution, { message: `cannot show ${at}` });
  }
  assert.ok((await fit(model, TEXTS[1], options).solution).exact);
});

/** Aborts once the fit has made so many steps; the steps of the last item before. */
async function stopAt(
  most: number,
  { run, stop }: { readonly run: FitRun; readonly stop: AbortController },
): Promise<number> {
  for await (const { steps } of run) {
    if (steps < most) continue;
    stop.abort();
    return steps;
  }
  return Infinity;
}
