import { published } from "../paper/mod.ts";
import type { Evidence } from "./evidence.ts";

/**
 * Models of one design, smallest first, by what their evidence is worth: a direction over sizes can
 * be looked for where the paper did not. Of the project's own those whose name begins so.
 */
const others = {
  llama: { transfer: ["smollm2-135m", "smollm2-360m", "smollm2-1.7b"], machinery: /^tiny-llama/ },
  pythia: { transfer: ["pythia-70m", "pythia-160m", "pythia-410m"], machinery: /^tiny-neox/ },
} as const;

/** Neighbours in size of a family of models, the larger first, of the evidence's kind. */
export function neighbours(family: keyof typeof others, evidence: Evidence): [string, string][] {
  const ladder = ladderOf(family, evidence);
  return ladder.slice(1).map((larger, i) => [larger, ladder[i]]);
}

function ladderOf(family: keyof typeof others, { kind, fits }: Evidence): readonly string[] {
  const { transfer, machinery } = others[family];
  if (kind === "transfer") return transfer;
  if (kind === "machinery") {
    // Their sizes follow from nothing but the weights; as machinery any order will do.
    return [...new Set(fits.map(({ job }) => job.model.id))].filter((id) => machinery.test(id))
      .sort();
  }
  return published.settings.models.filter((model) => model.family === family)
    .toSorted((a, b) => a.billionParameters - b.billionParameters).map(({ id }) => id);
}
