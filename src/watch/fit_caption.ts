import type { FitName } from "../records/at_work.ts";
import type { FitCaption } from "./watched.ts";

/** A fit by what it fits and how; one that no plan names by its key. */
export function fitCaption(
  key: string,
  { name, model }: { readonly name: FitName | null; readonly model: string | null },
): FitCaption {
  if (name === null) {
    const about = ["of a process that has not said what it fits"];
    return { title: `Fit ${key.slice(0, 8)}`, about, tokens: null };
  }
  const { recipe, arrangement, tokens, text, seed } = name;
  const about = [text, arrangement, `seed ${seed}`, ...model === null ? [] : [model]];
  return { title: `N = ${tokens}, recipe ${recipe}`, about, tokens };
}
