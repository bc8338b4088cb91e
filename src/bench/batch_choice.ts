import { join } from "node:path";
import { isReadOnly, withLock, writeFileAtomic } from "../fixtures/mod.ts";
import { keyOf } from "../records/canonical.ts";
import type { EngineChoice } from "../experiments/engine_choice.ts";
import { type BatchProbe, probeBatches, type ProbedPoint } from "./batch_probe.ts";
import { processor } from "../records/environment.ts";

/** What a choice holds for: where any of it differs, it is probed anew. */
export interface BatchChoiceScope {
  readonly cpu: string;
  readonly cores: number;
  readonly engine: string;
  readonly device: string;
  readonly weights: string;
  /** Of the published weights. */
  readonly weightsSha256: string;
  /** Shortest and longest length that share the probe, tokens. */
  readonly tokens: readonly [least: number, most: number];
  /** Thread counts that were open to it: one where the caller had fixed it. */
  readonly threads: readonly number[];
}

/** How many texts at a time and on how many threads fits run fastest here, and how that is known. */
export interface BatchChoice {
  readonly scope: BatchChoiceScope;
  readonly model: string;
  readonly batch: number;
  readonly threads: number;
  /** Why no larger B was tried: it was no faster, had no room, or nobody asked for it. */
  readonly ended: "no faster" | "memory" | "asked for";
  /** Every point timed, in order. */
  readonly points: readonly ProbedPoint[];
}

export interface BatchChoiceOptions {
  readonly model: { readonly id: string; readonly weightsSha256: string };
  readonly engine: EngineChoice;
  /** N. */
  readonly tokens: number;
  /** The model's context: no length is probed beyond it. */
  readonly context: number;
  /** Texts waiting: no larger B is tried. Default: {@link mostAtATime}. */
  readonly texts?: number;
  /** Thread counts to choose from. Default: {@link threadCounts} of the engine. */
  readonly threads?: readonly number[];
  /** Where choices are kept. */
  readonly folder: string;
  /** Times one size; makes a process's worth of work, so it is opened only where it is needed. */
  readonly probe: BatchProbe;
  readonly onPoint?: (point: ProbedPoint) => void;
}

/** The largest B that is tried. */
export const mostAtATime = 64;

/**
 * B and threads for fits of N tokens: from the folder where this machine has been asked before, else
 * timed now, which takes seconds. Lengths within a factor of √2 share an answer, timed at the longest
 * of them.
 */
export async function chooseBatch(options: BatchChoiceOptions): Promise<BatchChoice> {
  const { model, folder, texts = mostAtATime } = options;
  const scope = scopeOf(options);
  const path = join(folder, `${keyOf(scope)}.json`);
  // The smallest power of two that takes all texts: B doubles.
  const most = Math.min(mostAtATime, 2 ** Math.ceil(Math.log2(texts)));
  const kept = async () => {
    const had = await readChoice(path);
    const reached = had === null ? 0 : Math.max(...had.points.map(({ batch }) => batch));
    return had !== null && (had.ended !== "asked for" || reached >= most) ? had : null;
  };
  return await kept() ?? await withLock(`${path}.lock`, async () => {
    const made = await kept();
    if (made !== null) return made;
    const found = await probeBatches({
      ...options,
      tokens: Math.min(scope.tokens[1], longest(options)),
      threads: scope.threads,
      most,
    });
    const choice = { scope, model: model.id, ...found };
    // A choice that cannot be kept is measured again next time.
    await writeFileAtomic(path, JSON.stringify(choice, null, 2) + "\n").catch((error) => {
      if (!isReadOnly(error)) throw error;
    });
    return choice;
  });
}

/** The arrangement [e][m]×N, the longest of them, takes a position more than N. */
const longest = ({ context }: BatchChoiceOptions) => Math.max(1, context - 1);

function scopeOf({ engine, model, tokens, threads }: BatchChoiceOptions): BatchChoiceScope {
  return {
    ...processor(),
    engine: engine.engine,
    device: engine.device,
    weights: engine.engine === "onnxruntime" ? engine.weights : "packed",
    weightsSha256: model.weightsSha256,
    tokens: lengthBucket(tokens),
    threads: threads ?? threadCounts(engine),
  };
}

/**
 * The lengths that share a probe with N: those from 2^(k/2) up to, not including, 2^((k+1)/2).
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(lengthBucket(16), [16, 22]);
 * assert.deepEqual(lengthBucket(23), [23, 31]);
 * ```
 */
export function lengthBucket(tokens: number): readonly [least: number, most: number] {
  const k = Math.floor(2 * Math.log2(tokens));
  return [Math.ceil(2 ** (k / 2)), Math.ceil(2 ** ((k + 1) / 2)) - 1];
}

/**
 * Thread counts worth trying, the most first: all cores, then half of them each time, which finds
 * cores that share their units. Elsewhere than on ONNX Runtime's cpu threads compute nothing, or
 * (TensorFlow) are fixed for the process.
 */
export function threadCounts({ engine, device, threads }: EngineChoice): readonly number[] {
  if (engine !== "onnxruntime" || device !== "cpu") return [threads];
  const counts: number[] = [];
  for (let count = threads; count >= 1; count = Math.floor(count / 2)) counts.push(count);
  return counts;
}

/** Every choice kept in a folder, none where there is no such folder. */
export async function keptChoices(folder: string): Promise<BatchChoice[]> {
  const found: BatchChoice[] = [];
  try {
    for await (const { name } of Deno.readDir(folder)) {
      const choice = name.endsWith(".json") ? await readChoice(join(folder, name)) : null;
      if (choice !== null) found.push(choice);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return found.sort((a, b) =>
    a.model === b.model ? a.scope.tokens[0] - b.scope.tokens[0] : a.model < b.model ? -1 : 1
  );
}

/** Null for a file that is not there, or is no choice: it is then probed anew. */
async function readChoice(path: string): Promise<BatchChoice | null> {
  try {
    const choice = JSON.parse(await Deno.readTextFile(path)) as BatchChoice;
    const whole = choice.batch >= 1 && choice.threads >= 1 && choice.points.length > 0 &&
      `${keyOf(choice.scope)}.json` === path.split(/[/\\]/).at(-1);
    return whole ? choice : null;
  } catch (error) {
    if (error instanceof Deno.errors.PermissionDenied) throw error;
    return null;
  }
}
