import type {
  FetchEvent,
  FetchOptions,
  FixtureSettings,
  ModelFixture,
  ModelManifest,
} from "../fixtures/mod.ts";
import type { TokenizerData } from "./weights/mod.ts";

/** Where the tokenizer's data is: out of the GGUF file, or a tokenizer.json. */
export type TokenizerSource =
  | { readonly kind: "gguf"; readonly data: TokenizerData }
  | { readonly kind: "json"; readonly path: string };

/** A model on this machine, every file checked, ready to be built. */
export interface ReadyModel {
  readonly id: string;
  readonly architecture: ModelFixture["architecture"];
  /** Published files by role. */
  readonly files: Readonly<Record<string, string>>;
  /** What `openWeights` takes: a .safetensors file, or the folder of a sharded one. */
  readonly weights: string;
  /** As in Hugging Face's config.json. Not validated: that is the model's business. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly tokenizer: TokenizerSource;
  /** Of the published file; of the list of "sha256  name" lines when there are several. */
  readonly weightsSha256: string;
  /** Of tokenizer.json, or of the JSON of the GGUF's tokenizer data. */
  readonly tokenizerSha256: string;
  /** Who the weights came from, in words. */
  readonly source: string;
}

/** What happens on the way: fetching, then converting. */
export type LoadEvent = FetchEvent | { readonly kind: "converting"; readonly file: string };

export interface LoadOptions extends Omit<FetchOptions, "settings" | "onEvent"> {
  readonly settings?: FixtureSettings;
  readonly manifest?: ModelManifest;
  readonly onEvent?: (event: LoadEvent) => void;
}
