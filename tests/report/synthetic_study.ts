import { recipes } from "../../src/proto/mod.ts";
import type { MeasuredFit } from "../../src/records/measured.ts";
import type { StudyData } from "../../src/records/study_data.ts";
import { digest, generator, syntheticFit } from "./synthetic_records.ts";

/** Invented throughout, like all that is synthetic here. */

const common = "5".repeat(64);

/** Recipes as a study's fits have them. */
export const studied = {
  paper: recipes.paper,
  open: recipes.open,
  best: { ...recipes.best, start: { from: "common", noise: 0.5, sha256: common } },
} as const;

/** A fit that took so many steps; `short` ones spent them without the last token. */
export function studiedFit(
  { tokens = 4, text, recipe, steps, short = false, source = "written", seed = 1, maxSteps }: {
    readonly tokens?: number;
    readonly text: number;
    readonly recipe: keyof typeof studied;
    readonly steps: number;
    readonly short?: boolean;
    readonly source?: string;
    readonly seed?: number;
    readonly maxSteps?: number;
  },
): MeasuredFit {
  const id = `${source} ${text}`;
  const fit = syntheticFit({ tokens, recipe: "open", text, random: generator(text), id });
  if (fit.outcome !== "measured" || fit.job.kind !== "fit") throw new TypeError("no fit");
  const { job, result } = fit as MeasuredFit;
  const whole = { ...studied[recipe], maxSteps: maxSteps ?? studied[recipe].maxSteps };
  const right = short ? tokens - 1 : tokens;
  return {
    ...fit as MeasuredFit,
    key: digest(`${tokens} ${recipe} ${id} ${seed} ${steps} ${maxSteps}`),
    job: {
      ...job,
      recipe: whole,
      seed,
      text: { id, source, tokenIdsSha256: digest(`${tokens} ${id}`) },
    },
    result: {
      ...result,
      exact: !short,
      correctTokens: right,
      accuracy: right / tokens,
      reconstructedIds: result.targetIds.map((id, i) => i < right ? id : -1),
      steps,
      elapsedSeconds: steps / 10,
    },
    command: `deno task study held-out --recipes ${recipe} --tokens ${tokens}`,
  };
}

/** Eight texts of 4 tokens, half of random words, by three recipes; two of the paper's fall short. */
export function studiedFits(): MeasuredFit[] {
  return [1, 2, 3, 4, 5, 6, 7, 8].flatMap((text) => {
    const source = text % 2 === 0 ? "random" : "written";
    return [
      studiedFit({
        text,
        source,
        recipe: "paper",
        steps: text > 6 ? 5000 : 400 * text,
        short: text > 6,
      }),
      studiedFit({ text, source, recipe: "open", steps: 100 * text }),
      studiedFit({ text, source, recipe: "best", steps: 20 * text }),
      studiedFit({ text, source, recipe: "best", steps: 3000, tokens: 8, short: text > 3 }),
    ];
  });
}

export function syntheticStudy(): StudyData {
  const fits = (steps: readonly number[]) =>
    steps.map((steps, text) => ({
      text: `tuning ${text}`,
      exact: steps < 150,
      steps,
      accuracy: steps < 150 ? 1 : 0.5,
      elapsedSeconds: 1,
    }));
  const made = { codeSha256: "3".repeat(64), command: "deno task study recipes --rungs 1" };
  return {
    starts: [{
      sha256: common,
      model: "synthetic-model",
      weightsSha256: "1".repeat(64),
      arrangement: "[e][m]×(N−1)",
      texts: ["tuning a", "tuning b"],
      textSteps: 1234,
      method: "a synthetic method",
      command: "deno task study start --model synthetic-model",
    }],
    limits: [],
    rungs: [{
      model: "synthetic-model",
      arrangement: "[e][m]×(N−1)",
      tokens: 16,
      maxSteps: 150,
      base: "base",
      texts: [0, 1, 2, 3, 4, 5].map((text) => `tuning ${text}`),
      results: [
        {
          ...made,
          recipe: { ...recipes.open, name: "quick" },
          question: "Is it <quick>?",
          fits: fits([20, 25, 30, 35, 40, 60]),
        },
        {
          ...made,
          recipe: { ...recipes.open, name: "base" },
          question: "What all others change one thing of",
          fits: fits([40, 50, 60, 70, 80, 120]),
        },
        {
          ...made,
          recipe: { ...recipes.open, name: "poor" },
          question: "Does it fail?",
          fits: fits([90, 150, 150, 150, 150, 150]),
        },
      ],
    }],
  };
}
