import file from "../../fixtures/study.json" with { type: "json" };
import { type Recipe, recipes } from "../proto/mod.ts";
import type { Candidate } from "./compare_recipes.ts";
import type { Rung } from "./successive_halving.ts";

/** AdamW from the common start; every candidate changes one thing of it. */
const base: Recipe = { ...recipes.best, optimiser: { by: "adamw" }, lossPower: 1 };

/** Recipes of `fixtures/study.json`: what each changes of the first, which is the base. */
export const candidates: readonly Candidate[] = file.candidates.map(
  ({ name, question, ...changes }) => ({
    question,
    recipe: { ...base, ...changes, name } as Recipe,
  }),
);

export const rungs: readonly Rung[] = file.rungs;
