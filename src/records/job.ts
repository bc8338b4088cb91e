/** What jobs of every kind say of themselves: everything that can change a result, as plain data. */
import type { Recipe } from "../proto/mod.ts";

/** The model a job runs on. The hashes, not the name, identify it. */
export interface ModelIdentity {
  readonly id: string;
  /** sha256 of the published weight file. */
  readonly weightsSha256: string;
  readonly tokenizerSha256: string;
}

/** Where a text came from. `tokenIdsSha256` hashes the N target ids of the job, comma-joined. */
export interface TextIdentity {
  readonly id: string;
  /** "pg19", "written", "random", "generated", "fanfics" or "user". */
  readonly source: string;
  readonly tokenIdsSha256: string;
  /** What this text stands in for, in words; absent where it is the source's own. */
  readonly standIn?: string;
}

/** How the engine computed it: all of it can change bits. */
export interface EngineIdentity {
  /** "onnxruntime" or "tfjs". */
  readonly engine: string;
  /** "cpu", "webgpu", "cuda", "wasm", … */
  readonly device: string;
  /** "float32", or what else the weights and products ran in. */
  readonly numeric: string;
  /** "packed" by the engine for speed, or "mapped" from disk as they are. */
  readonly weights: "packed" | "mapped";
  /** B, texts at a time. */
  readonly batch: number;
  /** Threads of the engine. */
  readonly threads: number;
}

/** Fields every job has. */
export interface JobBase {
  readonly model: ModelIdentity;
  readonly engine: EngineIdentity;
  /** sha256 over the source files that compute results. */
  readonly codeSha256: string;
}

/** Fields of a job that has a recipe, and hence a division. */
export interface RecipeJob extends JobBase {
  /** Every hyper-parameter. A record made before the recipe had a field lacks it. */
  readonly recipe: Recipe;
}
