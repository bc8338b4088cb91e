import {
  arrangementNamed,
  type CurvatureSamples,
  curvatureSamples,
  type FitTask,
} from "../proto/mod.ts";
import { pinnedStream } from "../random/mod.ts";
import { compileStep } from "./compile_step.ts";
import { checkLength, type OpenModel } from "./open_model.ts";

/** Texts of one length, along whose fits curvature is sampled, all at once. */
export interface CurvatureRequest {
  readonly arrangement: string;
  readonly tokens: number;
  readonly tasks: readonly FitTask[];
}

/** Samples of some texts; null where it was stopped. */
export async function sampleCurvature(
  { arrangement: name, tokens, tasks }: CurvatureRequest,
  opened: OpenModel & { readonly progress: (share: number) => void },
): Promise<CurvatureSamples | null> {
  checkLength(tokens, opened);
  const arrangement = arrangementNamed(name);
  const { length: batch } = tasks;
  await using watched = await compileStep(opened, { arrangement, batch, tokens, watched: true });
  const signs = new Map(
    tasks.map(({ id, index }) => [id, pinnedStream("curvature-signs", index)]),
  );
  const most = tasks.reduce((sum, { recipe }) => sum + 2 * (recipe.maxSteps + 1), 0);
  const sampled = await curvatureSamples(tasks, {
    watched,
    batch,
    tokens,
    vectors: arrangement.vectors,
    width: opened.model.config.width,
    stop: opened.stop,
    uniform: ({ id }) => signs.get(id)!.uniform(),
    onStep: (passes) => opened.progress(passes / most),
  });
  return opened.stop() ? null : sampled;
}
