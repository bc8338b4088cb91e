/** A run in small: a random two-layer Llama, a tokenizer of letters, a store in a new folder. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type EngineChoice, engineIdentity } from "../../src/experiments/engine_choice.ts";
import { openSession } from "../../src/harness/model_session.ts";
import type { ReadyModel } from "../../src/models/load.ts";
import type { Plan } from "../../src/harness/plan.ts";
import { planFit, type PlannedFit } from "../../src/experiments/plan_fit.ts";
import type { RunOptions } from "../../src/harness/runner.ts";
import { openStore } from "../../src/records/store.ts";
import type { Tokenizer } from "../../src/text/mod.ts";

const checkpoint = new URL("../../fixtures/golden/llama-gqa-tied/", import.meta.url);

export const model = {
  weights: fileURLToPath(new URL("model.safetensors", checkpoint)),
  config: JSON.parse(await Deno.readTextFile(new URL("config.json", checkpoint))),
};

export const engine: EngineChoice = {
  engine: "onnxruntime",
  device: "cpu",
  threads: 1,
  weights: "mapped",
};

export const identity = { id: "small", weightsSha256: "weights", tokenizerSha256: "tokenizer" };

/** The model as if it had been fetched. */
export const ready = {
  architecture: "llama",
  files: {},
  ...model,
  ...identity,
  tokenizer: { kind: "json", path: "" },
  source: "a test",
} as const satisfies ReadyModel;

/** One token a printable ASCII character; what is no such character is read as a space. */
export const tokenizer: Tokenizer = {
  encode: (text) =>
    Array.from(text, (letter) => {
      const code = letter.charCodeAt(0);
      return (code >= 32 && code < 127 ? code : 32) - 32 + 10;
    }),
  decode: (ids) => ids.map((id) => String.fromCharCode(id - 10 + 32)).join(""),
  vocabularySize: 120,
  sha256: "tokenizer",
  bosId: 1,
  eosId: 2,
};

export const openSmallSession = () => openSession(model, engine);

/** Fits of the open recipe, one a text. */
export function fitsOf(
  texts: readonly string[],
  { recipe = "open", batch = 2, maxSteps = 600, seed = 1 } = {},
): PlannedFit[] {
  return texts.map((text) =>
    planFit({ id: text, source: "user", targets: tokenizer.encode(text) }, {
      recipe,
      arrangement: "[e][m]×(N−1)",
      maxSteps,
      seed,
    }, { model: identity, engine: engineIdentity(engine, batch), codeSha256: "code" })
  );
}

export function planOf(fits: readonly PlannedFit[], throughput: Plan["throughput"] = []): Plan {
  return { fits, throughput };
}

export interface Folder extends AsyncDisposable {
  readonly path: string;
}

/** A new folder, gone with its scope. */
export async function newFolder(): Promise<Folder> {
  const path = await Deno.realPath(await Deno.makeTempDir());
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

/** What runPlan() wants, for a run in `folder`. */
export async function runOptions(
  folder: string,
  changes: Partial<RunOptions> = {},
): Promise<RunOptions> {
  return {
    openSession: openSmallSession,
    store: await openStore(join(folder, "store")),
    folder,
    tokenizer,
    command: "a test",
    budgetSeconds: 600,
    ...changes,
  };
}

/** Every solution in a run's folder, bytes by file name. */
export async function solutionsIn(folder: string): Promise<Record<string, Uint8Array>> {
  const solutions: Record<string, Uint8Array> = {};
  const at = join(folder, "store", "solutions");
  for await (const { name } of Deno.readDir(at)) {
    // A process killed while it wrote leaves its temporary file, which nobody reads.
    if (!name.endsWith(".tmp")) solutions[name] = await Deno.readFile(join(at, name));
  }
  return solutions;
}
