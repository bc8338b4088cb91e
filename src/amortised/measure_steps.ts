import { median } from "simple-statistics";
import { engineIdentity } from "../experiments/engine_choice.ts";
import { planFit } from "../experiments/plan_fit.ts";
import { type ArrangementName, type Recipe, recipes } from "../proto/mod.ts";
import { pinnedStream } from "../random/mod.ts";
import { ratioInterval } from "../statistics/mod.ts";
import { runStudy, type StudyContext } from "../study/study_fits.ts";
import { fromEncoder } from "./encoder_start.ts";
import type { MeasuredText } from "./measured_texts.ts";
import { type StartName, starts, type StepsComparison } from "./measurement.ts";
import type { OpenEncoder } from "./open_encoder.ts";

/** Fits the first N tokens of each text by recipe best from three places. */
export async function measureSteps(
  texts: readonly MeasuredText[],
  { tokens, budget, arrangement, encoder, encoderSha256 }: {
    readonly tokens: number;
    /** Most steps of a fit. */
    readonly budget: number;
    readonly arrangement: ArrangementName;
    readonly encoder: OpenEncoder;
    readonly encoderSha256: string;
  },
  context: StudyContext,
): Promise<StepsComparison> {
  const { model, engine, codeSha256, starts: commonStarts } = context;
  const batch = Math.max(1, Math.min(texts.length, Math.floor(128 / tokens)));
  const plan = { model, engine: engineIdentity(engine, batch), codeSha256, starts: commonStarts };
  const targets = texts.map(({ ids }) => ids.slice(0, tokens));
  const pointed = await encoder.encode(targets);
  const found = {} as Record<StartName, { steps: number[]; exact: number }>;
  for (const name of starts) {
    const recipe = { ...recipeFrom(name, encoderSha256), maxSteps: budget };
    const fits = texts.map(({ id, book }, at) =>
      planFit({ id, source: book, targets: targets[at] }, {
        recipe,
        arrangement,
        seed: 1,
        neighbour: name === "encoder" ? pointed[at] : undefined,
      }, plan)
    );
    const results = (await runStudy(fits, context)).map(({ result }) => result);
    found[name] = {
      steps: results.map(({ exact, steps }) => exact ? steps : budget),
      exact: results.filter(({ exact }) => exact).length,
    };
  }
  const stepsOf = (name: StartName) => found[name].steps;
  const against = (name: StartName) =>
    ratioInterval(stepsOf("encoder"), stepsOf(name), {
      stream: pinnedStream("bootstrap", tokens),
    });
  const each = <T>(of: (name: StartName) => T) =>
    Object.fromEntries(starts.map((name) => [name, of(name)])) as Record<StartName, T>;
  return {
    texts: texts.map(({ id }) => id),
    budget,
    steps: each(stepsOf),
    exact: each((name) => found[name].exact),
    median: each((name) => median(stepsOf(name))),
    againstCommon: against("common start"),
    againstNormal: against("N(0,1)"),
  };
}

function recipeFrom(start: StartName, encoderSha256: string): Recipe {
  switch (start) {
    case "encoder":
      return fromEncoder(encoderSha256);
    case "common start":
      return recipes.best;
    case "N(0,1)":
      return { ...recipes.best, name: "best-from-N(0,1)", start: { from: "normal", deviation: 1 } };
  }
}
