import type { ModelFiles } from "../models/mod.ts";
import type { Numeric } from "../proto/mod.ts";
import type { EngineIdentity, ModelIdentity } from "../records/record.ts";
import type { CommonStarts } from "./ready_recipe.ts";
import type { Tokenizer } from "../text/mod.ts";

/** What an entry needs to become jobs, beside its own fields and the texts gathered for it. */
export interface PlanContext {
  readonly model: ModelIdentity;
  readonly engine: EngineIdentity;
  /** B and threads of fits of N tokens, where they are not the engine's. */
  readonly fitsRunOn?: (tokens: number) =>
    | Pick<EngineIdentity, "batch" | "threads">
    | undefined;
  /** Asked of fits in the open division. Default: "float32". */
  readonly numeric?: Numeric;
  /** The model's common starts, for recipes that begin at one. */
  readonly starts?: CommonStarts;
  readonly codeSha256: string;
  readonly tokenizer: Tokenizer;
  /** Where the model lies; its identity says what it is, so no job carries this. */
  readonly files: ModelFiles;
}
