import { fixtureSettings } from "../fixtures/mod.ts";
import { keyOf } from "../records/canonical.ts";
import { chooseEngine, type EngineChoice, engineIdentity } from "./engine_choice.ts";
import { cellsByLength } from "./plan_cell.ts";
import type { PlanContext } from "./plan_context.ts";
import type { PlannedFit } from "./plan_fit.ts";
import type { FitPlan } from "./fit_plan.ts";
import type { Given } from "./sources.ts";
import { gatherTargets, type Targets } from "./text_targets.ts";
import type { CertificateJob } from "../records/certificate_record.ts";
import type { CertificatePayload } from "./certificate_work.ts";
import { certify } from "./certify.ts";
import type { Experiment, Findings, PlannedExperiment } from "./experiment.ts";
import { fitsOf, type RestsOnFits, solutionOf } from "./rests_on_fits.ts";

/** Does a solution say its text elsewhere too, and how far is it from saying something else? */
export interface CertificateEntry extends FitPlan {
  readonly kind: "certificate";
  /** Relative standard deviations of the noise. Default: 1e-4 to 0.3, about three to a step. */
  readonly sigmas?: readonly number[];
  /** Noisy copies for each σ. Default: 4. */
  readonly draws?: number;
}

interface Gathered {
  readonly targets: Targets;
  readonly otherEngine: EngineChoice;
}

const defaultSigmas = [1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3];

/** B of the decodings that are not one at a time. */
const otherBatch = 4;

export const certificateExperiment:
  & Experiment<"certificate", CertificateEntry, Gathered, CertificatePayload>
  & RestsOnFits<CertificateEntry, Gathered> = {
    kind: "certificate",

    async gather(entry, sources) {
      return {
        targets: await gatherTargets(entry, sources),
        otherEngine: await otherThan(sources.engine),
      };
    },

    fits: eachFit,

    plan(given, context) {
      const { entry, gathered: { otherEngine } } = given;
      const fits = eachFit(given, context);
      const byLength = Map.groupBy(fits, ({ job }) => job.tokens);
      return [...byLength.values()].map((some) => planned(some, entry, { context, otherEngine }));
    },

    cells(entry, setting) {
      return cellsByLength(entry, { ...setting, fits: entry.texts * entry.seeds.length });
    },

    run: certify,
  };

function eachFit(
  { entry, gathered: { targets } }: Given<CertificateEntry, Gathered>,
  context: PlanContext,
): PlannedFit[] {
  return fitsOf({ entry, gathered: targets }, context).flatMap(({ fits }) => fits);
}

/** The second engine; of ONNX Runtime its CPU, with the weights left where they lie. */
async function otherThan({ engine, threads }: PlanContext["engine"]): Promise<EngineChoice> {
  const other = engine === "onnxruntime" ? "tfjs" : "onnxruntime";
  return await chooseEngine({ engine: other, threads, weightBytes: Infinity });
}

/** The solutions of one length as one job: each graph is compiled once for all of them. */
function planned(
  fits: readonly PlannedFit[],
  { sigmas = defaultSigmas, draws = 4 }: CertificateEntry,
  { context, otherEngine }: { context: PlanContext; otherEngine: EngineChoice },
): PlannedExperiment<"certificate"> {
  const { arrangement, recipe, tokens } = fits[0].job;
  const job: CertificateJob = {
    kind: "certificate",
    model: context.model,
    engine: { ...context.engine, batch: 1 },
    codeSha256: context.codeSha256,
    recipe,
    arrangement,
    tokens,
    solutions: fits.map(({ key, job: { text, seed } }) => ({ text, seed, fit: key })),
    startId: context.tokenizer.bosId ?? 0,
    otherEngine: engineIdentity(otherEngine, 1),
    otherBatch,
    sigmas: sigmas.toSorted((a, b) => a - b),
    draws,
  };
  return {
    key: keyOf(job),
    job,
    async payload(findings) {
      const found = await solutionsOf(fits, findings);
      if ("missing" in found) return found;
      const { cacheFolder } = fixtureSettings();
      return { job, ...found, otherEngine, cacheFolder } satisfies CertificatePayload;
    },
  };
}

/** The solutions that hold their texts; nothing where a fit has yet to run. */
async function solutionsOf(
  fits: readonly PlannedFit[],
  findings: Findings,
): Promise<Pick<CertificatePayload, "solutions" | "leftOut"> | { readonly missing: string }> {
  const solutions: CertificatePayload["solutions"][number][] = [];
  let short = "";
  for (const [at, fit] of fits.entries()) {
    const found = await solutionOf(fit, findings);
    if ("proto" in found) solutions.push({ at, targets: fit.targets, proto: found.proto });
    else if (found.ran) short = found.missing;
    else return { missing: found.missing };
  }
  if (solutions.length === 0) return { missing: `no fit holds its text: ${short}` };
  return { solutions, leftOut: fits.length - solutions.length };
}
