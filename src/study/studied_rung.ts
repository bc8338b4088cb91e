import type { StudiedRung } from "../records/study_data.ts";
import type { Candidate, ComparedRung } from "./compare_recipes.ts";
import type { StudyContext } from "./study_fits.ts";

/** A round of a comparison as a study's folder keeps it; recipes are those the fits were made by. */
export function studiedRung(
  { rung: { tokens, maxSteps }, results }: ComparedRung,
  { candidates, base, arrangement }: {
    readonly candidates: readonly Candidate[];
    /** Name of the recipe that the others change one thing of, among them or not. */
    readonly base: string;
    readonly arrangement: string;
  },
  { model, codeSha256, command }: Pick<StudyContext, "model" | "codeSha256" | "command">,
): StudiedRung {
  const questions = new Map(candidates.map(({ recipe, question }) => [recipe.name, question]));
  return {
    model: model.id,
    arrangement,
    tokens,
    maxSteps,
    base,
    texts: results[0].fits.map(({ text }) => text),
    results: results.map(({ candidate, fits }) => ({
      recipe: fits[0].record.job.recipe,
      question: questions.get(candidate) ?? "",
      fits: fits.map(({ text, result: { exact, steps, accuracy, elapsedSeconds } }) => ({
        text,
        exact,
        steps,
        accuracy,
        elapsedSeconds,
      })),
      codeSha256,
      command,
    })),
  };
}
