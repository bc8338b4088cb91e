import type { EngineChoice } from "../experiments/engine_choice.ts";
import type { ModelFiles } from "../models/mod.ts";
import type { DecodingContestant, DecodingWork } from "../peers/decoding_contestant.ts";

/** Asked of the worker, one at a time. */
export type OwnDecodingRequest =
  | { readonly kind: "open"; readonly model: ModelFiles; readonly engine: EngineChoice }
  | { readonly kind: "prepare"; readonly work: DecodingWork }
  | {
    readonly kind: "run";
    readonly way: DecodingContestant["way"];
    readonly work: DecodingWork;
  };
