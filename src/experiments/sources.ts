import type { EngineIdentity } from "../records/record.ts";
import type { GeneratedText, Tokenizer } from "../text/mod.ts";
import type { TextSupply } from "./text_supply.ts";

/** Where texts come from before anything is planned: files, downloads, the model itself. */
export interface Sources {
  readonly tokenizer: Tokenizer;
  /** Texts of every source but the model itself. */
  readonly supply: TextSupply;
  /** Texts of N tokens that the model itself writes: `continuations` (1) of `texts` contexts. */
  readonly generate: (
    wanted: { readonly texts: number; readonly tokens: number; readonly continuations?: number },
  ) => Promise<readonly GeneratedText[]>;
  readonly engine: EngineIdentity;
}

/** An entry of a profile, with what was gathered for it. */
export interface Given<Entry, Gathered> {
  readonly entry: Entry;
  readonly gathered: Gathered;
}
