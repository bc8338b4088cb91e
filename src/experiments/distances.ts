import { cosineDistance, type PlacedSolution, solutionPairs } from "../proto/distance.ts";
import { arrangementNamed, fitGraph, fitGroup } from "../proto/mod.ts";
import { tfIdf, tokenSimilarity } from "../proto/tf_idf.ts";
import { keyOf } from "../records/canonical.ts";
import type { DistancesJob, DistancesResult, SolutionPair } from "../records/experiment_records.ts";
import type { GeneratedText } from "../text/mod.ts";
import { initialIndex } from "./plan_fit.ts";
import { cellsByLength } from "./plan_cell.ts";
import type { PlanContext } from "./plan_context.ts";
import {
  findSentenceModel,
  sentenceEmbeddings,
  type SentenceModel,
  sentencePieces,
} from "./sentence_embeddings.ts";
import { type ContinuedText, continuedTexts, type ContinuedTextsEntry } from "./continued_texts.ts";
import {
  type Experiment,
  type ExperimentContext,
  type Findings,
  type PlannedExperiment,
  Stopped,
} from "./experiment.ts";
import { reconstructed, type RestsOnFits, solutionOf } from "./rests_on_fits.ts";

/**
 * Figures 5 and 6: contexts, some continuations of each by the model itself, and their solutions:
 * one of each continuation, from the first seed, and of a context's last one from every seed.
 */
export interface DistancesEntry extends ContinuedTextsEntry {
  readonly kind: "distances";
  /** "m": one m for all solutions, as in the paper; null: the solutions of single fits. */
  readonly shared: "m" | null;
  /** Whether to ask the sentence model, which has to be fetched once. */
  readonly semantic: boolean;
}

/** What the model's thread is given. */
export interface DistancesPayload {
  readonly job: DistancesJob;
  /** In the job's order. */
  readonly texts: readonly {
    readonly targets: readonly number[];
    /** Word pieces for the sentence model; null where there is none. */
    readonly pieces: readonly number[] | null;
  }[];
  readonly sentenceModel: Pick<SentenceModel, "weights" | "config"> | null;
  /** [K, D] of every single fit that holds its text; null where all share m and are fitted here. */
  readonly solutions: readonly { readonly text: number; readonly proto: Float32Array }[] | null;
  readonly leftOut: number;
}

interface Gathered {
  readonly texts: readonly GeneratedText[];
  /** Null where it is not asked for, or cannot be had. */
  readonly sentenceModel: SentenceModel | null;
}

type Planned = PlannedExperiment<"distances">;

/** The experiment; where the sentence model comes from can be said, for tests. */
export function distancesExperiment(
  { sentenceModel = findSentenceModel }: {
    readonly sentenceModel?: () => Promise<SentenceModel | null>;
  } = {},
):
  & Experiment<"distances", DistancesEntry, Gathered, DistancesPayload>
  & RestsOnFits<DistancesEntry, Gathered> {
  return {
    kind: "distances",

    async gather({ contexts, continuations, tokens, semantic }, { generate }) {
      return {
        texts: await generate({ texts: contexts, tokens, continuations }),
        sentenceModel: semantic ? await sentenceModel() : null,
      };
    },

    fits(given, context) {
      if (given.entry.shared !== null) return [];
      return continuedTexts(given, context).flatMap(({ fits }) => fits);
    },

    plan(given, context) {
      const { entry, gathered: { sentenceModel: model } } = given;
      return [planned(continuedTexts(given, context), entry, { context, model })];
    },

    // The last continuation of a context is fitted from every seed, the others from one.
    cells(entry, setting) {
      const fits = entry.contexts * (entry.continuations - 1 + entry.seeds.length);
      return cellsByLength(entry, { ...setting, fits });
    },

    async run(payload, context) {
      const { job, texts } = payload;
      const solutions = payload.solutions ?? await fitSharing(payload, context);
      const weigh = tfIdf(texts.map(({ targets }) => targets));
      const weights = texts.map(({ targets }) => weigh(targets));
      const meanings = await meaningsOf(payload, context);
      const placed = solutions.map(({ text, proto }): PlacedSolution => ({
        e: proto.subarray(0, context.model.config.width),
        text,
        context: job.texts[text].context,
      }));
      const pairs = solutionPairs(placed).map(({ texts: [a, b], ...pair }): SolutionPair => ({
        ...pair,
        tokenDistance: 1 - tokenSimilarity(weights[a], weights[b]),
        semanticDistance: meanings && cosineDistance(meanings[a], meanings[b]),
      }));
      return { pairs, leftOut: payload.leftOut } satisfies DistancesResult;
    },
  };
}

function planned(
  texts: readonly ContinuedText[],
  { tokens, shared }: DistancesEntry,
  { context, model: sentenceModel }: { context: PlanContext; model: SentenceModel | null },
): Planned {
  const { model, engine, codeSha256 } = context;
  const { arrangement, recipe } = texts[0].fits[0].job;
  const job: DistancesJob = {
    kind: "distances",
    model,
    engine,
    codeSha256,
    tokens,
    arrangement,
    recipe,
    shared,
    texts: texts.map(({ fits, context }) => ({
      ...fits[0].job.text,
      context,
      seeds: fits.map(({ job }) => job.seed),
    })),
    sentenceModel: sentenceModel && sentenceModel.identity,
  };
  return {
    key: keyOf(job),
    job,
    async payload(findings) {
      const found = shared === null ? await solutionsOf(texts, findings) : null;
      if (found !== null && "missing" in found) return found;
      const pieces = sentenceModel &&
        await sentencePieces(texts.map(({ written }) => written), sentenceModel);
      const payload: DistancesPayload = {
        job,
        texts: texts.map(({ text }, i) => ({
          targets: text.targets,
          pieces: pieces && pieces[i],
        })),
        sentenceModel: sentenceModel &&
          { weights: sentenceModel.weights, config: sentenceModel.config },
        solutions: found && found.solutions,
        leftOut: found === null ? 0 : found.leftOut,
      };
      return payload;
    },
  };
}

/** All solutions of single fits; those that fell short of their text are left out. */
async function solutionsOf(texts: readonly ContinuedText[], findings: Findings) {
  const solutions: { text: number; proto: Float32Array }[] = [];
  let leftOut = 0;
  for (const [text, { fits }] of texts.entries()) {
    for (const fit of fits) {
      const found = await solutionOf(fit, findings);
      if ("proto" in found) solutions.push({ text, proto: found.proto });
      else if (found.ran) leftOut++;
      else return { missing: found.missing };
    }
  }
  if (solutions.length >= 2) return { solutions, leftOut };
  return { missing: `of ${leftOut + solutions.length} fits ${solutions.length} hold their text` };
}

/** One m for all, one e for every text and seed: the paper's setting. */
async function fitSharing(
  { job, texts }: DistancesPayload,
  { model, engine, stop, progress }: ExperimentContext,
): Promise<{ text: number; proto: Float32Array }[]> {
  const arrangement = arrangementNamed(job.arrangement);
  const { tokens, engine: { batch } } = job;
  const recipe = job.recipe;
  const members = job.texts.flatMap(({ seeds, tokenIdsSha256 }, text) =>
    seeds.map((seed) => ({
      text,
      targets: texts[text].targets,
      seed,
      index: initialIndex(tokenIdsSha256),
    }))
  );
  await using program = await engine.compile(fitGraph(model, arrangement, { batch, tokens }));
  const fitted = await fitGroup(
    { id: "all solutions", members, arrangement, shared: 1, recipe },
    {
      program,
      batch,
      tokens,
      width: model.config.width,
      stop,
      onStep: (steps) => progress(steps / recipe.maxSteps),
    },
  );
  if (fitted === null) throw new Stopped();
  if (fitted.accuracy < reconstructed) {
    throw new RangeError(
      `Cannot compare solutions that share m: together they end at accuracy ` +
        `${fitted.accuracy.toFixed(3)}, want ${reconstructed}; ask for fewer or shorter texts`,
    );
  }
  return members.map(({ text }, i) => ({ text, proto: fitted.protos[i] }));
}

/** Sentence embeddings of the texts; null where the sentence model is not there. */
async function meaningsOf(
  { texts, sentenceModel }: DistancesPayload,
  { engine, stop }: ExperimentContext,
): Promise<Float32Array[] | null> {
  if (sentenceModel === null) return null;
  return await sentenceEmbeddings(texts.map(({ pieces }) => pieces!), {
    engine,
    model: sentenceModel,
    onText() {
      if (stop()) throw new Stopped();
    },
  });
}
