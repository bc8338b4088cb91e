import { batchingTexts } from "../bench/mod.ts";
import { compileStep } from "../experiments/compile_step.ts";
import { readyRecipe } from "../experiments/ready_recipe.ts";
import { openedModel } from "../harness/opened_model.ts";
import { readyModel } from "../harness/ready_model.ts";
import { arrangementNamed, fitAll, type FittedText, lossTerms, recipeNamed } from "../proto/mod.ts";
import { commonStartsOf } from "../records/common_start.ts";

/** How one text's fit ended. */
export interface FitReading {
  readonly model: string;
  readonly recipe: string;
  readonly text: string;
  /** N. */
  readonly tokens: number;
  readonly correctTokens: number;
  readonly exact: boolean;
  /** To exact, or to the end of its budget. */
  readonly steps: number;
  readonly lossNats: number;
}

const arrangement = arrangementNamed("[e][m]×(N−1)");

/**
 * Twenty texts in three groups: both architectures, both optimisers. Budgets are short of the few
 * texts that would take ten times the others'.
 */
const groups = [
  { model: "tiny-llama", recipe: "open", texts: 10, tokens: 8, maxSteps: 400 },
  { model: "tiny-llama", recipe: "best", texts: 4, tokens: 12, maxSteps: 200 },
  { model: "tiny-neox", recipe: "open", texts: 6, tokens: 8, maxSteps: 400 },
] as const;

/** Fits them, one thread, weights packed: the bits depend on no other work. */
export async function fitReadings(): Promise<FitReading[]> {
  const readings: FitReading[] = [];
  for (const group of groups) readings.push(...await fitGroup(group));
  return readings;
}

async function fitGroup(group: (typeof groups)[number]): Promise<FitReading[]> {
  const { model, texts: count, tokens, maxSteps } = group;
  const { ready, tokenizer } = await readyModel(model);
  const opened = await openedModel({
    model: ready,
    engine: { engine: "onnxruntime", device: "cpu", threads: 1, weights: "packed" },
  });
  const texts = await batchingTexts(tokenizer, { count, tokens });
  const { recipe, ...brought } = readyRecipe(recipeNamed(group.recipe, { maxSteps }), {
    model,
    arrangement: arrangement.name,
    starts: await commonStartsOf(ready),
  });
  const terms = { arrangement, batch: count, tokens, ...lossTerms(recipe) };
  await using program = await compileStep(opened, terms);
  const fitted = new Map<string, FittedText>();
  await fitAll(texts.map((text, index) => ({ ...text, seed: 1, index, recipe, ...brought })), {
    program,
    batch: count,
    tokens,
    vectors: arrangement.vectors,
    width: opened.model.config.width,
    onFitted: (text) => void fitted.set(text.task.id, text),
  });
  return texts.map(({ id }) => {
    const { accuracy, steps, lossNats } = fitted.get(id)!;
    return {
      model,
      recipe: group.recipe,
      text: id,
      tokens,
      correctTokens: Math.round(accuracy * tokens),
      exact: accuracy === 1,
      steps,
      lossNats,
    };
  });
}
