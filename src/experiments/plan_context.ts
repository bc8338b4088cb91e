import type { ModelFiles } from "../models/mod.ts";
import type { Numeric } from "../proto/mod.ts";
import type { EngineIdentity, ModelIdentity } from "../records/record.ts";
import type { CommonStarts } from "./ready_recipe.ts";
import type { TextSupply } from "./text_supply.ts";
import type { GeneratedText, Tokenizer } from "../text/mod.ts";

/** What an entry needs beside its own fields to become jobs. */
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
  /** Texts of every source but the model itself. */
  readonly supply: TextSupply;
  /** Where the model lies; its identity says what it is, so no job carries this. */
  readonly files: ModelFiles;
  /** Texts of N tokens that the model itself writes: `continuations` (1) of `texts` contexts. */
  readonly generate: (
    wanted: { readonly texts: number; readonly tokens: number; readonly continuations?: number },
  ) => Promise<readonly GeneratedText[]>;
}
