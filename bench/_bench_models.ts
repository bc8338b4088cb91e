import { findModel, fixtureSettings, MODELS, verifyModel } from "../src/fixtures/mod.ts";
import { ensureModel } from "../src/models/load.ts";
import { type LanguageModel, openModel } from "../src/models/mod.ts";
import { goldenModel } from "../tests/models/golden_checkpoint.ts";

/** A model and the name of what PyTorch computed on it, in fixtures/golden. */
export interface BenchModel {
  readonly name: string;
  readonly golden: string;
  readonly model: LanguageModel;
}

/** The small random checkpoints, and the default model where it is in the cache: nothing is fetched. */
export async function benchModels(): Promise<BenchModel[]> {
  const models = await Promise.all(
    ["llama-gqa-tied", "gpt-neox"].map(async (name) => ({
      name,
      golden: `${name}/golden`,
      model: await goldenModel(name),
    })),
  );
  const files = await verifyModel(findModel(MODELS.default), {
    settings: fixtureSettings(),
    full: false,
  });
  if (files.some(({ state }) => state !== "right")) return models;
  const ready = await ensureModel(MODELS.default);
  const model = await openModel(ready.weights, ready.config);
  return [...models, { name: MODELS.default, golden: "smollm2_logits", model }];
}
