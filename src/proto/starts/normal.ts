import { normals, stream } from "../../random/mod.ts";
import type { Start, StartRequest } from "./start.ts";

/** The paper's start: normal components, `deviation` wide. */
export interface NormalRule {
  /** Its name. */
  readonly from: "normal";
  /** Standard deviation, per component. */
  readonly deviation: number;
}

export const normal: Start<NormalRule> = {
  vectors: ({ deviation }, request) => normalVectors({ ...request, deviation }),
};

/** Rows e, m, … : normal components from the stream (seed, "proto-init", index). */
export function normalVectors(
  { seed, index, size, deviation }: Pick<StartRequest, "seed" | "index" | "size"> & {
    readonly deviation: number;
  },
): Float32Array {
  return normals(stream(seed, "proto-init", index), size).map((value) => value * deviation);
}
