import type { EngineChoice } from "../experiments/engine_choice.ts";
import type { ModelFiles } from "../models/mod.ts";
import type { StepSize, StepWork } from "./contestant.ts";

/** Asked of the worker, one at a time. */
export type OwnStepsRequest =
  | { readonly kind: "open"; readonly model: ModelFiles; readonly engine: EngineChoice }
  | { readonly kind: "prepare"; readonly size: StepSize }
  | { readonly kind: "run"; readonly work: StepWork };
