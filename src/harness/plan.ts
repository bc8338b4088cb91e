import { arrangementNamed, type Numeric, numericOf, recipeNamed } from "../proto/mod.ts";
import { pinnedStream } from "../random/mod.ts";
import type { GeneratedText, Tokenizer } from "../text/mod.ts";
import {
  committedTexts,
  englishWords,
  fanficTexts,
  gloveOrStandIn,
  prefixOf,
  randomTexts,
} from "../text/mod.ts";
import { keyOf, tokenIdsSha256 } from "./canonical.ts";
import type { FitPlan, Profile } from "./profile.ts";
import type { SessionModel } from "./session_messages.ts";
import { shuffled } from "./shuffled.ts";
import type { EngineIdentity, FitJob, ModelIdentity, ThroughputJob } from "./record.ts";

/** A job to run, with what it needs beside its own data. */
export interface PlannedFit {
  readonly key: string;
  readonly job: FitJob;
  /** The N target ids. */
  readonly targets: readonly number[];
}

/** Timing of a length, done on whatever fit of that length came out exact. */
export interface PlannedThroughput {
  readonly tokens: number;
  readonly repetitions: number;
}

/** What a run will do, in order. */
export interface Plan {
  readonly fits: readonly PlannedFit[];
  readonly throughput: readonly PlannedThroughput[];
}

export interface PlanContext {
  readonly model: ModelIdentity;
  readonly engine: EngineIdentity;
  /** B and threads of fits of N tokens, where they are not the engine's. */
  readonly fitsRunOn?: (tokens: number) =>
    | Pick<EngineIdentity, "batch" | "threads">
    | undefined;
  /** Asked of fits in the open division. Default: "float32". */
  readonly numeric?: Numeric;
  readonly codeSha256: string;
  /** The same with the experiments' own code, for their jobs. */
  readonly experimentCodeSha256: string;
  readonly tokenizer: Tokenizer;
  /** Where the model lies; its identity says what it is, so no job carries this. */
  readonly files: SessionModel;
  /** Texts of N tokens that the model itself writes: `continuations` (1) of `texts` contexts. */
  readonly generate: (
    wanted: { readonly texts: number; readonly tokens: number; readonly continuations?: number },
  ) => Promise<readonly GeneratedText[]>;
}

/** What is to be fitted. */
export interface PlannedText {
  readonly id: string;
  readonly source: string;
  readonly targets: readonly number[];
}

/** Turns a profile into jobs: pure data, the same for the same profile, model and code. */
export async function planJobs(profile: Profile, context: PlanContext): Promise<Plan> {
  const fits: PlannedFit[] = [];
  for (const plan of profile.fits) {
    for (const tokens of plan.tokens) {
      const texts = await targetsOf(plan, tokens, context);
      for (const seed of plan.seeds) {
        for (const text of texts) fits.push(planFit(text, { ...plan, seed }, context));
      }
    }
  }
  const { tokens, repetitions } = profile.throughput;
  return { fits, throughput: tokens.map((count) => ({ tokens: count, repetitions })) };
}

/** One fit as a job. */
export function planFit(
  text: PlannedText,
  how: Pick<FitPlan, "recipe" | "arrangement" | "maxSteps"> & { readonly seed: number },
  { model, engine, fitsRunOn, codeSha256, numeric = "float32" }: Pick<
    PlanContext,
    "model" | "engine" | "fitsRunOn" | "codeSha256" | "numeric"
  >,
): PlannedFit {
  const { maxSteps, seed } = how;
  const job: FitJob = {
    kind: "fit",
    model,
    engine: {
      ...engine,
      ...fitsRunOn?.(text.targets.length),
      numeric: numericOf(how.recipe, numeric),
    },
    codeSha256,
    text: { id: text.id, source: text.source, tokenIdsSha256: tokenIdsSha256(text.targets) },
    tokens: text.targets.length,
    arrangement: arrangementNamed(how.arrangement).name,
    recipe: { ...recipeNamed(how.recipe, { maxSteps }) },
    seed,
  };
  return { key: keyOf(job), job, targets: text.targets };
}

/** The timing job on a fit that came out exact. */
export function planThroughput(fit: FitJob, repetitions: number): ThroughputJob {
  const { model, engine, codeSha256, text, tokens } = fit;
  return { kind: "throughput", model, engine, codeSha256, text, tokens, repetitions };
}

/** The first N tokens of each text of a plan. */
export async function targetsOf(
  { source, texts, words }: Pick<FitPlan, "source" | "texts" | "words">,
  tokens: number,
  context: PlanContext,
): Promise<PlannedText[]> {
  if (source === "generated") {
    const written = await context.generate({ texts, tokens });
    return written.map(({ id, ids }) => ({ id, source, targets: ids }));
  }
  return (await textsOf(source, texts, words)).map(({ id, text }) => ({
    id,
    source,
    targets: prefixOf(context.tokenizer.encode(text), tokens),
  }));
}

async function textsOf(
  source: "pg19" | "fanfics" | "written" | "random",
  count: number,
  words: FitPlan["words"],
) {
  if (source === "random") {
    const list = words === "glove" ? await gloveOrStandIn({ download }) : await englishWords();
    return randomTexts(list, { count });
  }
  if (source === "fanfics") return await fanficTexts({ count, download });
  // Shuffled, so that a few texts are of several books.
  const all = shuffled(await committedTexts(source), pinnedStream("text-choice"));
  if (count <= all.length) return all.slice(0, count);
  throw new RangeError(
    `Cannot take ${count} texts of source "${source}": ${all.length} are committed`,
  );
}

async function download(url: string): Promise<Uint8Array> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`Cannot get ${url}: it answers ${response.status}`);
  return await response.bytes();
}
