/**
 * Goes from nothing to the first fit step once, in a process of its own, and prints how long each
 * phase took and what memory it left, as JSON:
 *
 *     files → model → graph → lowering → compile → first step
 *
 * Modules are loaded inside the timed part, so imports here are types and the clock alone.
 *
 * @module
 */
import { milliseconds } from "../records/stopwatch.ts";
import { residentMemory } from "./load_memory.ts";
import type { LoadRequest, LoadRun, Phase } from "./load_run.ts";

async function load({ model, modelFile, engine, size, steps, sessions }: LoadRequest) {
  const start = milliseconds();
  const phases: Phase[] = [];
  let last = start;
  const lap = async (name: string, elapsed = milliseconds() - last) => {
    phases.push({ name, milliseconds: elapsed, memory: await residentMemory() });
    last = milliseconds();
  };
  // One after another: at once, modules that wait for ONNX Runtime at their top wait for ever.
  const { ensureModel } = await import("../models/load.ts");
  const { fixtureSettings } = await import("../fixtures/mod.ts");
  const models = await import("../models/mod.ts");
  const runtime = await import("../runtime/mod.ts");
  const engines = await import("../experiments/engine_choice.ts");
  const proto = await import("../proto/mod.ts");
  const work = await import("./step_work.ts");
  await lap("modules");
  const ready = typeof model === "string"
    ? await ensureModel(model, {
      settings: { ...fixtureSettings(), ...(modelFile === undefined ? {} : { modelFile }) },
    })
    : model;
  await lap("files");
  const opened = await models.openModel(ready.weights, ready.config);
  await lap("model");
  const arrangement = proto.arrangementNamed("[e][m]×(N−1)");
  const graph = proto.fitGraph(opened, arrangement, size);
  await lap("graph");
  const opening = await engines.openEngine(engine);
  const inEngine = await timeInEngine();
  const begun = milliseconds();
  const program = await opening.compile(graph);
  const compile = milliseconds() - begun;
  await lap("lowering", compile - inEngine());
  await lap("compile", inEngine());

  const stepsMilliseconds: number[] = [];
  const { vectors } = arrangement;
  const { width } = opened.config;
  const { starts, targets, seed } = work.stepWork({ ...size, warmUpSteps: 0, steps }, {
    vectors,
    ...opened.config,
  });
  const recipe = proto.recipeNamed("paper");
  last = milliseconds();
  let elapsedMilliseconds = 0;
  await proto.fitAll(
    targets.map((ids, index) => ({ id: `${index}`, targets: ids, seed, index, recipe })),
    {
      program,
      batch: size.batch,
      tokens: size.tokens,
      vectors,
      width,
      stop: () => stepsMilliseconds.length === steps,
      onStep: async () => {
        stepsMilliseconds.push(milliseconds() - last);
        if (stepsMilliseconds.length === 1) {
          await lap("first step");
          elapsedMilliseconds = milliseconds() - start;
        }
        last = milliseconds();
      },
    },
  );
  const memory = await residentMemory();
  const held = [program];
  const more = [];
  // Later sessions: forward alone, as reconstruction has it.
  for (let at = 1; at < sessions; at++) {
    const again = await opening.compile(proto.reconstructGraph(opened, arrangement, size));
    const feed = new Float32Array(size.batch * vectors * width);
    starts.forEach((values, row) => feed.set(values, row * vectors * width));
    await again.run({ proto: runtime.float32(feed, [size.batch, vectors, width]) });
    more.push(await residentMemory());
    held.push(again);
  }
  const run: LoadRun = {
    elapsedMilliseconds,
    phases,
    stepsMilliseconds,
    memory,
    memoryOfMoreSessions: more,
    weightBytes: (await Deno.stat(ready.weights)).size,
  };
  return run;
}

/** From now on, how long ONNX Runtime took to make sessions; 0 of another engine. */
async function timeInEngine(): Promise<() => number> {
  const { InferenceSession: Session } = await import("onnxruntime-node");
  const { create } = Session;
  let elapsed = 0;
  const timedCreate = async (bytes: Uint8Array, options: object) => {
    const begun = milliseconds();
    const session = await create.call(Session, bytes, options);
    elapsed += milliseconds() - begun;
    return session;
  };
  Session.create = timedCreate as typeof create;
  return () => elapsed;
}

if (import.meta.main) {
  const say = (value: unknown) =>
    Deno.stdout.writeSync(new TextEncoder().encode(`${JSON.stringify(value)}\n`));
  // Whoever started this process knows by this line how long Deno took to get here.
  say({ begun: true });
  say(await load(JSON.parse(Deno.args[0])));
}
