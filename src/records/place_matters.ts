import { arrangementNamed } from "../proto/mod.ts";
import type { EngineIdentity } from "./record.ts";

/** What of a fit's job says whether its place counts. */
export interface PlacedFit {
  readonly arrangement: string;
  readonly tokens: number;
  readonly engine: Pick<EngineIdentity, "engine" | "device" | "batch">;
}

/**
 * Whether the place in its batch, which is no part of a fit's job, is known to change the last bits of
 * its losses and gradients, and so its path. On ONNX Runtime's cpu products sum a text's rows alike in
 * every place where these are at most four, or a multiple of four. A text has one row a position, and
 * N of logits: [e][m]×N has N + 1 positions. What other engines do was not looked into.
 */
export function placeMatters({ arrangement, tokens, engine }: PlacedFit): boolean {
  if (engine.engine !== "onnxruntime" || engine.device !== "cpu" || engine.batch === 1) {
    return false;
  }
  const positions = arrangementNamed(arrangement).inputs(tokens).length;
  return [positions, tokens].some((rows) => rows > 4 && rows % 4 !== 0);
}

/** Why two sound results of such a fit may differ, and what to do about it. */
export function placeSays({ arrangement, tokens, engine: { batch } }: PlacedFit): string {
  return `with ${arrangement} at N = ${tokens} a fit's place among ${batch} can change its ` +
    "rounding, and so its path; either will do, and with --batch 1 there is one place only";
}
