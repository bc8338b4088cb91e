/**
 * What common starts and recipes are made of and chosen by: fits of tuning texts, kept in a run
 * store of their own, so that a study goes on where it was; and fits of held-out texts, which say
 * what the choice is worth.
 *
 * @module
 */
export { type Candidate, type ComparedRung, compareRecipes } from "./compare_recipes.ts";
export { candidates, rungs } from "./candidates.ts";
export { makeCommonMetric } from "./common_metric.ts";
export { type MadeStart, makeCommonStart, type StartRound, startRounds } from "./common_start.ts";
export { measureLimits } from "./limits.ts";
export {
  type HeldOutResult,
  type HeldOutSource,
  heldOutSources,
  heldOutTexts,
  measureHeldOut,
} from "./held_out.ts";
export { addToStudy, readStudyFolder, type StudyAddition, studyProfile } from "./study_folder.ts";
export type { StudiedFit, StudyContext } from "./study_fits.ts";
export { studiedRung } from "./studied_rung.ts";
export { type Rung, type RungResult, scored, survivors } from "./successive_halving.ts";
export { sentencePool, tuningTexts } from "./tuning_texts.ts";
