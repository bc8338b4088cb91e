/** A run in small: the random checkpoint llama-gqa-tied, its fits done, no worker and no store. */
import { fileURLToPath } from "node:url";
import type { Experiment, Findings, PlannedExperiment } from "../../src/experiments/experiment.ts";
import type { RestsOnFits } from "../../src/experiments/rests_on_fits.ts";
import type { Sources } from "../../src/experiments/sources.ts";
import { initialIndex, type PlannedFit } from "../../src/experiments/plan_fit.ts";
import { textSupply } from "../../src/experiments/text_supply.ts";
import type { PlanContext } from "../../src/experiments/plan_context.ts";
import type { JobRecord, Kind } from "../../src/records/record.ts";
import type { LanguageModel } from "../../src/models/mod.ts";
import { arrangementNamed, fitAll, fitGraph } from "../../src/proto/mod.ts";
import { onnxRuntimeEngine } from "../../src/runtime/mod.ts";
import type { GeneratedText } from "../../src/text/mod.ts";
import { madeStart } from "../records/made_start.ts";
import { goldenModel } from "../models/golden_checkpoint.ts";

export const engine = onnxRuntimeEngine({ threads: 1 });

const checkpoint = new URL("../../fixtures/golden/llama-gqa-tied/", import.meta.url);

/** The tiny model. */
export function tinyModel(): Promise<LanguageModel> {
  return goldenModel("llama-gqa-tied");
}

const start = madeStart("llama-gqa-tied");

/** What jobs are planned with: a character is a token, and the model writes noise. */
export const context: PlanContext = {
  model: { id: "llama-gqa-tied", weightsSha256: "0".repeat(64), tokenizerSha256: "1".repeat(64) },
  engine: {
    engine: "onnxruntime",
    device: "cpu",
    numeric: "float32",
    weights: "mapped",
    batch: 4,
    threads: 1,
  },
  starts: new Map([[start.arrangement, start]]),
  codeSha256: "2".repeat(64),
  tokenizer: {
    encode: (text) => Array.from(text, (letter) => letter.codePointAt(0)! % 120),
    decode: (ids) => String.fromCodePoint(...ids.map((id) => 32 + id)),
    vocabularySize: 120,
    sha256: "3".repeat(64),
    bosId: 1,
    eosId: 2,
  },
  files: {
    weights: fileURLToPath(new URL("model.safetensors", checkpoint)),
    config: JSON.parse(await Deno.readTextFile(new URL("config.json", checkpoint))),
  },
};

/** Where texts come from: the model has written none. */
export const sources: Sources = {
  engine: context.engine,
  tokenizer: context.tokenizer,
  supply: textSupply(),
  generate: () => Promise.resolve([]),
};

/** The jobs of an entry. */
export async function planOf<K extends Kind, Entry, Gathered, Payload extends object>(
  kind: Pick<Experiment<K, Entry, Gathered, Payload>, "gather" | "plan">,
  entry: Entry,
  from = sources,
): Promise<PlannedExperiment<K>[]> {
  return kind.plan({ entry, gathered: await kind.gather(entry, from) }, context);
}

/** The fits that an entry's jobs rest on. */
export async function fitsOf<Entry, Gathered>(
  kind: RestsOnFits<Entry, Gathered> & {
    gather(entry: Entry, sources: Sources): Promise<Gathered>;
  },
  entry: Entry,
  from = sources,
): Promise<PlannedFit[]> {
  return kind.fits({ entry, gathered: await kind.gather(entry, from) }, context);
}

/** A text the model might have written after a context; ids decide what it says. */
export function generated(contextId: string, continuation: number, ids: number[]): GeneratedText {
  const text = context.tokenizer.decode(ids);
  const id = `generated-llama-gqa-tied-${contextId}-${ids.length}-3-${continuation}`;
  return { id, source: "generated", licence: "none", sha256: "4".repeat(64), text, ids };
}

/** Runs fits and finds them again. */
export async function findingsOf(fits: readonly PlannedFit[]): Promise<Findings> {
  const model = await tinyModel();
  const { width } = model.config;
  const solutions = new Map<string, Float32Array>();
  const records: JobRecord[] = [];
  for (const [, group] of Map.groupBy(fits, ({ job }) => `${job.arrangement} ${job.tokens}`)) {
    const { arrangement: name, tokens, engine: { batch } } = group[0].job;
    const arrangement = arrangementNamed(name);
    await using program = await engine.compile(fitGraph(model, arrangement, { batch, tokens }));
    const tasks = group.map(({ key, job, targets }) => ({
      id: key,
      targets,
      seed: job.seed,
      index: initialIndex(job.text.tokenIdsSha256),
      recipe: job.recipe,
    }));
    await fitAll(tasks, {
      program,
      batch,
      tokens,
      width,
      vectors: arrangement.vectors,
      onFitted({ task, proto, accuracy }) {
        solutions.set(task.id, proto);
        const { job } = group.find(({ key }) => key === task.id)!;
        const result = { accuracy };
        const base = { key: task.id, job, warnings: [], command: "test" };
        records.push({ ...base, outcome: "measured", result } as unknown as JobRecord);
      },
    });
  }
  return { records, solution: (key) => Promise.resolve(solutions.get(key)!) };
}
