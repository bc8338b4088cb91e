import { normalVectors } from "./normal.ts";
import type { Start } from "./start.ts";

/**
 * Vectors that were found before: the common start of a model and arrangement, or the solution of
 * another text. The recipe names them by hash; whoever runs the fit brings them along.
 */
export interface GivenRule {
  /** Whose vectors. */
  readonly from: "common" | "neighbour";
  /** sha256 of the vectors' float32 bytes, [K, D] little-endian; absent before a model is chosen. */
  readonly sha256?: string;
  /** Standard deviation of the noise on each start after the first, per component. */
  readonly noise: number;
}

export const given: Start<GivenRule> = {
  vectors({ from, noise }, request) {
    const { given, earlier, size } = request;
    if (given?.length !== size) {
      throw new TypeError(
        `Cannot start a fit at the ${from} vectors: got ${given?.length ?? "none"}, want ${size} ` +
          "components",
      );
    }
    if (earlier === 0) return given.slice();
    const shift = normalVectors({ ...request, deviation: noise });
    return given.map((value, i) => value + shift[i]);
  },
};
