/**
 * What is measured, in a process of its own: opens a model with the code of one tree or of two, then
 * does what it is asked, one line of JSON a request.
 *
 *     argument: settings, model, trees    →  {"ready": true}
 *     {"open": ["base", "head"]}          →  {"opened": true}, what was open before is closed
 *     {"who": "base", "metric": "step"}   →  {"samples": […]}
 *     {"correctness": true}               →  {"correctness": {…}}
 *
 * Two trees in one process share what makes one process faster than another: where its memory lies,
 * who else is on its core. Correctness is that of the tree this file lies in. Modules are loaded inside
 * the timed part, so imports here are types and the clock alone.
 *
 * @module
 */
import { pathToFileURL } from "node:url";
import type { EngineChoice } from "../experiments/engine_choice.ts";
import type { ModelFiles } from "../models/mod.ts";
import type { GateSettings, MetricName } from "./gate_settings.ts";
import { processorMilliseconds } from "./processor_time.ts";

type Who = "base" | "head";

/** What the process is started with. */
export interface MeasureRequest {
  readonly settings: GateSettings;
  readonly model: ModelFiles;
  /** Folders with a slash at their end. */
  readonly trees: Readonly<Partial<Record<Who, string>>>;
}

/** What is asked of the process. */
export interface MeasureQuestion {
  readonly open?: readonly Who[];
  readonly who?: Who;
  readonly metric?: MetricName;
  readonly correctness?: boolean;
}

type Turns = Partial<Record<MetricName, () => Promise<readonly number[]>>>;

async function openTurns(
  tree: string,
  { settings, model, opened }: MeasureRequest & { readonly opened: AsyncDisposableStack },
): Promise<Turns> {
  const { threads, stepsATurn, metrics } = settings;
  const engine: EngineChoice = {
    engine: "onnxruntime",
    device: "cpu",
    threads,
    weights: "packed",
    // Threads of one side that spin while they wait would count as work, and take cycles from the other.
    spins: false,
  };
  const begun = processorMilliseconds();
  const { openStepTurns } = await of(
    tree,
    "gate/step_turns.ts",
  ) as typeof import("./step_turns.ts");
  const { run: steps } = opened.use(await openStepTurns(model, { engine, settings }));
  await steps(1);
  const load = processorMilliseconds() - begun;
  const { warmUp } = await import("../records/stopwatch.ts");
  await warmUp(() => steps(4));
  const { rss } = Deno.memoryUsage();
  const turns: Turns = {
    step: async () => (await steps(stepsATurn)).processor,
    "step elapsed": async () => (await steps(stepsATurn)).elapsed,
    load: () => Promise.resolve([load]),
    memory: () => Promise.resolve([rss]),
  };
  const decodes = metrics.includes("one pass") || metrics.includes("autoregressive");
  return decodes
    ? { ...turns, ...await decodingTurns(tree, { settings, model, engine, opened }) }
    : turns;
}

async function decodingTurns(
  tree: string,
  { settings: { tokens, stepsATurn }, model, engine, opened }: {
    readonly settings: GateSettings;
    readonly model: ModelFiles;
    readonly engine: EngineChoice;
    readonly opened: AsyncDisposableStack;
  },
): Promise<Turns> {
  const { openOwnDecoding } = await of(
    tree,
    "bench/own_decoding.ts",
  ) as typeof import("../bench/own_decoding.ts");
  const { readConfig } = await import("../models/mod.ts");
  const { warmUp } = await import("../records/stopwatch.ts");
  const work = { tokens, promptId: readConfig(model.config).bosId ?? 0, warmUps: 0 };
  const turns: Turns = {};
  for (const contestant of await openOwnDecoding(model, engine)) {
    const { way } = opened.use(contestant);
    // Decoding is a pass a token.
    const repetitions = way === "one pass" ? stepsATurn : 1;
    // Checks each way by the other before either is timed.
    await contestant.prepare({ ...work, repetitions });
    const turn = async () => {
      const begun = processorMilliseconds();
      await contestant.run({ ...work, repetitions });
      return [(processorMilliseconds() - begun) / repetitions];
    };
    await warmUp(turn);
    turns[way] = turn;
  }
  return turns;
}

/** A module of a tree's src/. */
async function of(tree: string, module: string): Promise<unknown> {
  return await import(new URL(`src/${module}`, pathToFileURL(tree)).href);
}

async function serve(request: MeasureRequest): Promise<void> {
  const turns = new Map<Who, Turns>();
  let opened = new AsyncDisposableStack();
  say({ ready: true });
  for await (const line of linesIn()) {
    const { open, who, metric, correctness } = JSON.parse(line) as MeasureQuestion;
    if (correctness) {
      const { readCorrectness } = await import("./correctness.ts");
      say({ correctness: await readCorrectness() });
    } else if (open !== undefined) {
      await opened.disposeAsync();
      opened = new AsyncDisposableStack();
      for (const one of open) {
        turns.set(one, await openTurns(request.trees[one]!, { ...request, opened }));
      }
      say({ opened: true });
    } else {
      say({ samples: await turns.get(who!)![metric!]!() });
    }
  }
}

function say(value: unknown): void {
  const bytes = new TextEncoder().encode(`${JSON.stringify(value)}\n`);
  for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
}

async function* linesIn(): AsyncGenerator<string> {
  let rest = "";
  for await (const text of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    yield* lines;
  }
}

if (import.meta.main) {
  await serve(JSON.parse(Deno.args[0]));
  // Workers that are still open would keep the process.
  Deno.exit(0);
}
