import { decode, decodeGraph, type Reading } from "../proto/mod.ts";
import { generationPrompts, promptReadings, similarityOf } from "../proto/generation.ts";
import { keyOf, sha256 } from "../records/canonical.ts";
import type { GenerationJob, GenerationResult } from "../records/experiment_records.ts";
import { cellsByLength } from "./plan_cell.ts";
import type { PlanContext } from "./plan_context.ts";
import { planFit, type PlannedFit } from "./plan_fit.ts";
import { gatherTargets, type Targets } from "./text_targets.ts";
import type { Given } from "./sources.ts";
import type { FitPlan } from "./fit_plan.ts";
import { type Experiment, type PlannedExperiment, Stopped } from "./experiment.ts";
import { type RestsOnFits, solutionOf } from "./rests_on_fits.ts";

/** Text (a): the model writes on from the proto-tokens of each text, from every prompt. */
export interface GenerationEntry extends FitPlan {
  readonly kind: "generation";
  /** Default: e and m, alone and together, without and with BOS. */
  readonly prompts?: readonly string[];
  /** Tokens to write, as a multiple of N. Default: 2, as 256 are to the paper's 128. */
  readonly lengths?: number;
}

/** A solution, and what is compared. */
export interface GenerationPayload {
  readonly job: GenerationJob;
  readonly proto: Float32Array;
  readonly targets: readonly number[];
  /** Every text with its continuation. */
  readonly documents: readonly (readonly number[])[];
  /** Which of them is this text's. */
  readonly own: number;
}

export const generationExperiment:
  & Experiment<"generation", GenerationEntry, Targets, GenerationPayload>
  & RestsOnFits<GenerationEntry, Targets> = {
    kind: "generation",

    /** Texts with what follows them, by the tokens of both. */
    async gather(entry, sources) {
      if (entry.texts < 2) {
        throw new RangeError(
          `Cannot compare what is written: the entry asks for ${entry.texts} text, want at least 2`,
        );
      }
      const tokens = entry.tokens.map((tokens) => longerThan(tokens, entry));
      return await gatherTargets({ ...entry, tokens }, sources);
    },

    fits(given, context) {
      return given.entry.tokens.flatMap((tokens) => textsOf(tokens, given, context).fits.flat());
    },

    plan(given, context) {
      const { entry } = given;
      const jobs: PlannedExperiment<"generation">[] = [];
      for (const tokens of entry.tokens) {
        const { documents, fits } = textsOf(tokens, given, context);
        for (const [own, seeds] of fits.entries()) {
          for (const fit of seeds) {
            for (const prompt of entry.prompts ?? generationPrompts) {
              jobs.push(planned(fit, { prompt, documents, own, context }));
            }
          }
        }
      }
      return jobs;
    },

    cells(entry, setting) {
      return cellsByLength(entry, { ...setting, fits: entry.texts * entry.seeds.length });
    },

    async run(payload, { model, engine, stop, progress }): Promise<GenerationResult> {
      const { job, proto, targets, documents, own } = payload;
      const { config } = model;
      const bosId = job.bosId;
      const prompts: readonly (readonly Reading[])[] = [
        promptReadings(job.prompt, { proto, width: config.width, bosId }),
        [bosId, ...targets],
      ];
      const capacity = Math.max(...prompts.map(({ length }) => length)) + job.written - 1;
      await using program = await engine.compile(decodeGraph(model, capacity, { vectors: true }));
      const steps = prompts.reduce((sum, { length }) => sum + length + job.written - 1, 0);
      let done = 0;
      const watched = {
        ...program,
        run(feeds: Parameters<typeof program.run>[0]) {
          if (stop()) throw new Stopped();
          progress(done++ / steps);
          return program.run(feeds);
        },
      };
      const writeAfter = async (prompt: readonly Reading[]) => {
        const options = { program: watched, config, capacity, vectors: true, count: job.written };
        const writtenIds = await decode(prompt, options);
        const { own: ownSimilarity, other } = similarityOf(writtenIds, { documents, own });
        return { ownSimilarity, otherSimilarity: other, writtenIds };
      };
      const [fromProto, afterText] = [await writeAfter(prompts[0]), await writeAfter(prompts[1])];
      return { ...fromProto, afterText };
    },
  };

/** N and what is written after that. */
function longerThan(tokens: number, { lengths = 2 }: Pick<GenerationEntry, "lengths">): number {
  return tokens + lengths * tokens;
}

/** Texts of N tokens with what follows them, and each one's fits, one a seed. */
function textsOf(
  tokens: number,
  { entry, gathered }: Given<GenerationEntry, Targets>,
  context: PlanContext,
) {
  const { seeds, ...how } = entry;
  const longer = gathered.get(longerThan(tokens, entry))!;
  const documents = longer.map(({ targets }) => targets);
  const fits = longer.map((text) => {
    const prefix = { ...text, targets: text.targets.slice(0, tokens) };
    return seeds.map((seed) => planFit(prefix, { ...how, seed }, context));
  });
  return { documents, fits };
}

function planned(
  fit: PlannedFit,
  { prompt, documents, own, context }: {
    readonly prompt: string;
    readonly documents: readonly (readonly number[])[];
    readonly own: number;
    readonly context: PlanContext;
  },
): PlannedExperiment<"generation"> {
  const { model, engine, text, tokens, arrangement, recipe, seed } = fit.job;
  const job: GenerationJob = {
    kind: "generation",
    model,
    engine,
    codeSha256: context.codeSha256,
    text,
    tokens,
    arrangement,
    recipe,
    seed,
    prompt,
    bosId: context.tokenizer.bosId ?? 0,
    written: documents[own].length - tokens,
    documentsSha256: sha256(JSON.stringify(documents)),
  };
  return {
    key: keyOf(job),
    job,
    async payload(findings) {
      const found = await solutionOf(fit, findings);
      if ("missing" in found) return { missing: found.missing };
      const { targets } = fit;
      const payload: GenerationPayload = { job, proto: found.proto, targets, documents, own };
      return payload;
    },
  };
}
