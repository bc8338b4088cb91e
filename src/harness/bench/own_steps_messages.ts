import type { EngineChoice } from "../engine_choice.ts";
import type { SessionModel } from "../session_messages.ts";
import type { StepSize, StepWork } from "./contestant.ts";

/** Asked of the worker, one at a time. */
export type OwnStepsRequest =
  | { readonly kind: "open"; readonly model: SessionModel; readonly engine: EngineChoice }
  | { readonly kind: "prepare"; readonly size: StepSize }
  | { readonly kind: "run"; readonly work: StepWork };
