import type { ArrangementName } from "../proto/mod.ts";

/** Which fits an experiment asks for: every text × length × seed. */
export interface FitPlan {
  readonly recipe: string;
  readonly arrangement: ArrangementName;
  readonly source: "pg19" | "fanfics" | "written" | "random" | "generated" | "tuning";
  readonly texts: number;
  /** Where random texts take their words. Default: "english", the committed stand-in. */
  readonly words?: "glove" | "english";
  /** Prefix lengths N, tokens. */
  readonly tokens: readonly number[];
  readonly seeds: readonly number[];
  /** Most optimiser steps of a fit; the recipe's where absent. */
  readonly maxSteps?: number;
}
