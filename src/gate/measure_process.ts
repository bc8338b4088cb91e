/**
 * One side of a comparison, in a process of its own: opens a model, then does what it is asked, one
 * line of JSON a request. Each tree runs its own copy of this file.
 *
 *     argument: settings and the model's files  →  {"ready": true}
 *     {"metric": "step"}                        →  {"samples": […]}
 *     {"correctness": true}                     →  {"correctness": {…}}
 *
 * Modules are loaded inside the timed part, so imports here are types and the clock alone.
 *
 * @module
 */
import type { EngineChoice } from "../experiments/engine_choice.ts";
import type { ModelFiles } from "../models/mod.ts";
import type { GateSettings, MetricName } from "./gate_settings.ts";
import { processorMilliseconds } from "./processor_time.ts";

/** What the process is started with. */
export interface MeasureRequest {
  readonly settings: GateSettings;
  /** Null where it is to read correctness alone. */
  readonly model: ModelFiles | null;
}

type Turns = Partial<Record<MetricName, () => Promise<readonly number[]>>>;

async function openTurns(settings: GateSettings, model: ModelFiles): Promise<Turns> {
  const { threads, stepsATurn, metrics } = settings;
  const engine: EngineChoice = {
    engine: "onnxruntime",
    device: "cpu",
    threads,
    weights: "packed",
    // Threads that spin while they wait would count as work, and take cycles from the other side.
    spins: false,
  };
  const begun = processorMilliseconds();
  const { openStepTurns } = await import("./step_turns.ts");
  const steps = await openStepTurns(model, { engine, settings });
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
  return decodes ? { ...turns, ...await decodingTurns(settings, { model, engine }) } : turns;
}

async function decodingTurns(
  { tokens, stepsATurn }: GateSettings,
  { model, engine }: { readonly model: ModelFiles; readonly engine: EngineChoice },
): Promise<Turns> {
  const { openOwnDecoding } = await import("../bench/own_decoding.ts");
  const { readConfig } = await import("../models/mod.ts");
  const { warmUp } = await import("../records/stopwatch.ts");
  const work = { tokens, promptId: readConfig(model.config).bosId ?? 0, warmUps: 0 };
  const turns: Turns = {};
  for (const contestant of await openOwnDecoding(model, engine)) {
    const { way } = contestant;
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

async function serve({ settings, model }: MeasureRequest): Promise<void> {
  const turns = model === null ? {} : await openTurns(settings, model);
  say({ ready: true });
  for await (const line of linesIn()) {
    const request = JSON.parse(line) as { metric?: MetricName; correctness?: boolean };
    if (request.correctness) {
      const { readCorrectness } = await import("./correctness.ts");
      say({ correctness: await readCorrectness() });
    } else {
      say({ samples: await turns[request.metric!]!() });
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
