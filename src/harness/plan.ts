import { arrangementNamed, recipeNamed } from "../proto/mod.ts";
import { pinnedStream, type Stream } from "../random/mod.ts";
import type { Tokenizer } from "../text/mod.ts";
import { committedTexts, englishWords, prefixOf, randomTexts } from "../text/mod.ts";
import { keyOf, tokenIdsSha256 } from "./canonical.ts";
import type { FitPlan, Profile } from "./profile.ts";
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
  readonly codeSha256: string;
  readonly tokenizer: Tokenizer;
}

/** Turns a profile into jobs: pure data, the same for the same profile, model and code. */
export async function planJobs(profile: Profile, context: PlanContext): Promise<Plan> {
  const fits: PlannedFit[] = [];
  for (const plan of profile.fits) {
    const texts = await textsOf(plan);
    for (const tokens of plan.tokens) {
      for (const seed of plan.seeds) {
        for (const { id, source, text } of texts) {
          const targets = prefixOf(context.tokenizer.encode(text), tokens);
          fits.push(planFit({ id, source, targets }, { ...plan, seed }, context));
        }
      }
    }
  }
  const { tokens, repetitions } = profile.throughput;
  return { fits, throughput: tokens.map((count) => ({ tokens: count, repetitions })) };
}

/** One fit as a job. */
export function planFit(
  text: { readonly id: string; readonly source: string; readonly targets: readonly number[] },
  how: Pick<FitPlan, "recipe" | "arrangement" | "maxSteps"> & { readonly seed: number },
  { model, engine, codeSha256 }: Omit<PlanContext, "tokenizer">,
): PlannedFit {
  const { maxSteps, seed } = how;
  const job: FitJob = {
    kind: "fit",
    model,
    engine,
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

async function textsOf({ source, texts }: FitPlan) {
  if (source === "random") return randomTexts(await englishWords(), { count: texts });
  // Shuffled, so that a few texts are of several books.
  const all = shuffled(await committedTexts(source), pinnedStream("text-choice"));
  if (texts <= all.length) return all.slice(0, texts);
  throw new RangeError(
    `Cannot take ${texts} texts of source "${source}": ${all.length} are committed`,
  );
}

/** Fisher and Yates. */
function shuffled<T>(items: readonly T[], stream: Stream): T[] {
  const out = [...items];
  for (let i = out.length - 1; i > 0; i--) {
    const j = stream.integer(i + 1);
    [out[i], out[j]] = [out[j], out[i]];
  }
  return out;
}
