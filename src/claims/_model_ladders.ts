import { published } from "../paper/mod.ts";
import type { Evidence } from "./evidence.ts";

/**
 * Models of one design, smallest first, by what their evidence is worth: a direction over sizes can
 * be looked for where the paper did not.
 */
const others = {
  llama: {
    transfer: ["smollm2-135m", "smollm2-360m", "smollm2-1.7b"],
    machinery: ["tiny-llama-1m", "tiny-llama"],
  },
  pythia: {
    transfer: ["pythia-70m", "pythia-160m", "pythia-410m"],
    machinery: ["tiny-neox-1m", "tiny-neox"],
  },
} as const;

/** Neighbours in size of a family of models, the larger first, of the evidence's kind. */
export function neighbours(family: keyof typeof others, evidence: Evidence): [string, string][] {
  const ladder = ladderOf(family, evidence);
  return ladder.slice(1).map((larger, i) => [larger, ladder[i]]);
}

function ladderOf(family: keyof typeof others, { kind }: Evidence): readonly string[] {
  if (kind !== "direct") return others[family][kind];
  return published.settings.models.filter((model) => model.family === family)
    .toSorted((a, b) => a.billionParameters - b.billionParameters).map(({ id }) => id);
}
