import { stream } from "../random/mod.ts";

/** Which texts of N tokens are drawn: those of one step's stream. */
export interface WindowDraw {
  readonly seed: number;
  readonly step: number;
  readonly batch: number;
  readonly tokens: number;
  readonly purpose?: string;
}

/**
 * The texts of one step: `batch` runs of N ids each, from anywhere in the row. They are drawn from the
 * step's own stream, so that a run that was stopped draws the same ones.
 */
export function drawWindows(
  row: Int32Array,
  { seed, step, batch, tokens, purpose = "encoder-windows" }: WindowDraw,
): number[] {
  if (row.length <= tokens) {
    throw new RangeError(`Cannot draw ${tokens} tokens: the books have ${row.length}`);
  }
  const source = stream(seed, purpose, step);
  const ids: number[] = [];
  for (let text = 0; text < batch; text++) {
    const at = source.integer(row.length - tokens + 1);
    for (let i = 0; i < tokens; i++) ids.push(row[at + i]);
  }
  return ids;
}
