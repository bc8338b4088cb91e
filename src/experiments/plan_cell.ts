import { recipeNamed } from "../proto/mod.ts";

/** Jobs that differ in text and seed alone, as far as an estimate of their time goes. */
export interface PlanCell {
  readonly model: string;
  /** The kind of the jobs. */
  readonly kind: string;
  readonly recipe: string;
  readonly arrangement: string;
  readonly source: string;
  readonly tokens: number;
  /** Fits, or texts that a job fits itself. */
  readonly fits: number;
  /** Most optimiser steps of each. */
  readonly steps: number;
  /** B: how many of the fits one engine call can move. */
  readonly batch: number;
}

/** What counting needs beside an entry, before any model is at hand. */
export interface CellSetting {
  readonly model: string;
  /** B of the profile. */
  readonly batch: number;
}

/** One cell for each length of an entry, `fits` fits each. */
export function cellsByLength(
  { kind, recipe, maxSteps, source = "generated", arrangement = "[e][m]×(N−1)", tokens }: {
    readonly kind: string;
    readonly recipe: string;
    readonly maxSteps?: number;
    readonly source?: string;
    readonly arrangement?: string;
    readonly tokens: number | readonly number[];
  },
  { model, batch, fits }: CellSetting & { readonly fits: number },
): PlanCell[] {
  const { maxSteps: steps } = recipeNamed(recipe, { maxSteps });
  return [tokens].flat().map((tokens) => (
    { model, kind, recipe, arrangement, source, tokens, fits, steps, batch }
  ));
}
