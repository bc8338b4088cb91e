import { type Arrangement, fitGraph, type Numeric } from "../proto/mod.ts";
import type { Program } from "../runtime/mod.ts";
import type { OpenModel } from "./open_model.ts";

/** An arrangement, and the sizes and engine that its step is compiled for. */
export type StepTerms = Parameters<typeof fitGraph>[2] & {
  readonly arrangement: Arrangement;
  /** Default: "float32". */
  readonly numeric?: Numeric;
  /** Default: those the model was opened with. */
  readonly threads?: number;
};

/** Compiles one optimiser step of a fit (`fitGraph`). Whoever asks disposes of the program. */
export async function compileStep(
  { model, engineOn }: Pick<OpenModel, "model" | "engineOn">,
  { arrangement, numeric, threads, ...size }: StepTerms,
): Promise<Program> {
  const engine = await engineOn({ numeric, threads });
  return await engine.compile(fitGraph(model, arrangement, size));
}
