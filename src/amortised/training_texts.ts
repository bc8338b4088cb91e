import { stream } from "../random/mod.ts";
import type { Fitted, FittedWindows } from "./fitted_windows.ts";
import { drawWindows, type WindowDraw } from "./windows.ts";

/** B texts of one step. */
export interface TrainingTexts {
  /** [B·N] */
  readonly ids: readonly number[];
  /** [B, K, D], where the loss is the distance to them. */
  readonly solutions?: Float32Array;
}

/** The step's texts from anywhere in the books, or from the windows that were fitted. */
export function trainingTexts(
  { books, fitted }: { readonly books: Int32Array; readonly fitted?: Fitted },
  how: WindowDraw,
): TrainingTexts {
  return fitted === undefined
    ? { ids: drawWindows(books, how) }
    : drawFitted(fitted.windows.get(how.tokens)!, how);
}

/** From the step's own stream, as {@link drawWindows} draws. */
export function drawFitted(
  { texts, protos }: FittedWindows,
  { seed, step, batch, purpose = "encoder-windows" }: Omit<WindowDraw, "tokens">,
): Required<TrainingTexts> {
  const source = stream(seed, purpose, step);
  const drawn = Array.from({ length: batch }, () => source.integer(texts.length));
  const size = protos[0].length;
  const solutions = new Float32Array(batch * size);
  drawn.forEach((at, i) => solutions.set(protos[at], i * size));
  return { ids: drawn.flatMap((at) => texts[at]), solutions };
}
