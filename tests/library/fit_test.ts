/** Fits through the library, on the tiny models of fixtures/tiny. */
import assert from "node:assert/strict";
import { join } from "node:path";
import {
  fit,
  type FitEvent,
  openModel,
  readSolution,
  recipes,
  reconstruct,
  writeSolution,
} from "../../mod.ts";
import { newFolder, TEXTS, threads } from "./_places.ts";

Deno.test("fit() gives a solution whose one pass is the text", async () => {
  await using folder = await newFolder();
  await using model = await openModel("tiny-llama", { threads });
  const run = fit(model, TEXTS[0], { folder: folder.path });
  const seen: number[] = [];
  let last;
  for await (const progress of run) {
    assert.equal(progress.text, 0);
    assert.ok(progress.accuracy >= 0 && progress.accuracy <= progress.bestAccuracy);
    assert.ok(progress.lossNats > 0);
    seen.push(progress.steps);
    last = progress;
  }
  const solution = await run.solution;
  assert.ok(seen.length > 2 && seen.every((steps, i) => i === 0 || steps >= seen[i - 1]));
  assert.equal(last?.solution, solution);
  assert.equal(solution.text, TEXTS[0]);
  assert.equal(solution.exact, true);
  assert.equal(solution.proto.length, 2 * model.width);
  assert.deepEqual(solution.targetIds, model.tokenizer.encode(TEXTS[0]));
  assert.equal(await reconstruct(model, solution), TEXTS[0]);

  const path = join(folder.path, "s.safetensors");
  await writeSolution(path, solution);
  assert.equal(await reconstruct(model, await readSolution(path)), TEXTS[0]);
});

Deno.test("fit() of several texts gives their solutions in order, each text fitted once", async () => {
  await using folder = await newFolder();
  await using model = await openModel("tiny-llama", { threads });
  const texts = [TEXTS[0], TEXTS[2], TEXTS[1], TEXTS[0]];
  const events: FitEvent[] = [];
  const run = fit(model, texts, {
    folder: folder.path,
    tokens: 5,
    batch: 3,
    onEvent: (event) => void events.push(event),
  });
  const ended: number[] = [];
  for await (const { text, solution } of run) if (solution !== undefined) ended.push(text);
  const solutions = await run.solutions;
  assert.deepEqual(ended.sort(), [0, 1, 2, 3]);
  assert.deepEqual(solutions.map(({ exact }) => exact), [true, true, true, true]);
  for (const [at, { text }] of solutions.entries()) assert.ok(texts[at].startsWith(text), text);
  assert.deepEqual(solutions[3].proto, solutions[0].proto);
  // Three places for three texts, though four were given.
  const steps = events.flatMap((event) => event.kind === "step" ? [event.texts.length] : []);
  assert.equal(Math.max(...steps), 4);
  assert.deepEqual(events.find(({ kind }) => kind === "group"), {
    kind: "group",
    title: "best recipe, [e][m]×(N−1), N = 5",
    texts: [0, 3, 1, 2],
    tokens: 5,
    batch: 3,
    maxSteps: recipes.best.maxSteps,
  });
  await assert.rejects(run.solution, TypeError);
});

Deno.test("fit() of texts of unlike lengths fits each at its own", async () => {
  await using folder = await newFolder();
  await using model = await openModel("tiny-llama", { threads });
  const texts = ["The rain", "The rain came over"];
  const lengths = texts.map((text) => model.tokenizer.encode(text).length);
  assert.notEqual(lengths[0], lengths[1]);
  const solutions = await fit(model, texts, { folder: folder.path }).solutions;
  assert.deepEqual(solutions.map(({ text }) => text), texts);
  assert.deepEqual(solutions.map(({ tokens }) => tokens), lengths);
});

Deno.test("fit() takes a recipe of one's own and says that it is none of ours", async () => {
  await using folder = await newFolder();
  await using model = await openModel("tiny-llama", { threads });
  const of = (recipe: Parameters<typeof fit>[2]) =>
    fit(model, TEXTS[0], { folder: folder.path, ...recipe }).solution;
  const short = await of({ recipe: { ...recipes.open, maxSteps: 2 } });
  const slower = await of({ recipe: { ...recipes.open, maxSteps: 2, learningRate: 0.05 } });
  assert.deepEqual([short.recipe, slower.recipe], ["open", "open-changed"]);
  assert.deepEqual([short.exact, short.steps], [false, 2]);
  // The same start, another step.
  assert.equal(short.trajectory[0].lossNats, slower.trajectory[0].lossNats);
  assert.notEqual(short.trajectory[1].lossNats, slower.trajectory[1].lossNats);
});

Deno.test("fit() begins at another text's solution where the recipe says so", async () => {
  await using folder = await newFolder();
  await using model = await openModel("tiny-llama", { threads });
  const options = { folder: folder.path, tokens: 3 };
  const neighbour = await fit(model, TEXTS[0], options).solution;
  const recipe = { ...recipes.open, start: { from: "neighbour" as const, noise: 0.1 } };
  // From where it is solved there is nothing left to do.
  const again = await fit(model, TEXTS[0], { ...options, recipe, neighbour }).solution;
  assert.deepEqual([again.exact, again.steps], [true, 0]);
  assert.deepEqual(again.proto, neighbour.proto);
  assert.throws(() => fit(model, TEXTS[0], { recipe }), {
    message: 'Cannot fit with recipe "open-changed": it begins at a neighbour, give its solution ' +
      "as neighbour",
  });
  assert.throws(() => fit(model, TEXTS[0], { neighbour }), RangeError);
  const halves = { ...neighbour, proto: neighbour.proto.slice(1) };
  assert.throws(() => fit(model, TEXTS[0], { recipe, neighbour: halves }), {
    message: "Cannot begin at a solution of 511 components: [e][m]×(N−1) on tiny-llama wants 512",
  });
});

Deno.test("a fit done before is read from its folder, not run again", async () => {
  await using folder = await newFolder();
  await using model = await openModel("tiny-llama", { threads });
  const options = { folder: folder.path, tokens: 3 };
  const first = await fit(model, TEXTS[0], options).solution;
  const kinds: string[] = [];
  const again = fit(model, TEXTS[0], { ...options, onEvent: ({ kind }) => void kinds.push(kind) });
  const items = await Array.fromAsync(again);
  assert.deepEqual(kinds, ["reused", "fitted"]);
  assert.deepEqual(items.map(({ steps }) => steps), [first.steps]);
  assert.deepEqual(await again.solution, first);
});

Deno.test("progress can be read late, twice, in part or not at all", async () => {
  await using folder = await newFolder();
  await using model = await openModel("tiny-llama", { threads });
  const run = fit(model, TEXTS[0], { folder: folder.path, tokens: 3 });
  for await (const _ of run) break;
  const solution = await run.solution;
  for (let i = 0; i < 2; i++) {
    const items = await Array.fromAsync(run);
    assert.deepEqual(items.map((item) => item.solution), [solution]);
  }
});

Deno.test("two fits on one model wait for one another, two models do not", async () => {
  await using folder = await newFolder();
  await using llama = await openModel("tiny-llama", { threads });
  await using neox = await openModel("tiny-neox", { threads });
  const options = { folder: folder.path, tokens: 4 };
  const [first, second, other] = await Promise.all([
    fit(llama, TEXTS[0], options).solution,
    fit(llama, TEXTS[1], options).solution,
    fit(neox, TEXTS[0], options).solution,
  ]);
  assert.deepEqual([first.exact, second.exact, other.exact], [true, true, true]);
  assert.deepEqual([first.model, other.model], ["tiny-llama", "tiny-neox"]);
  assert.notDeepEqual(first.proto, other.proto);
  // Both share one tokenizer, so only the weights tell them apart.
  await assert.rejects(reconstruct(neox, first), {
    name: "RangeError",
    message: /^Cannot reconstruct: it was made for weights 5afd305748d0… \(tiny-llama\), tiny-neox/,
  });
});
