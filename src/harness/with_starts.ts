import { canBegin, type CommonStarts } from "../experiments/ready_recipe.ts";
import { recipes } from "../proto/mod.ts";
import { fitsIn } from "./plan_cells.ts";
import type { Profile } from "./profile.ts";

/** What of an entry says where its fits begin. */
interface Beginning {
  readonly recipe?: string;
  readonly arrangement?: string;
}

/** A model's part of a profile without what it cannot begin, and how many fits that leaves out. */
export interface BegunProfile {
  readonly profile: Profile;
  readonly leftOut: number;
  /** Arrangements that want a common start or its metric, which is not there. */
  readonly without: readonly string[];
}

/**
 * Leaves out entries whose recipe wants a common start or metric that the model does not have for the
 * arrangement, so that the others run.
 */
export function withStarts(profile: Profile, starts: CommonStarts): BegunProfile {
  const without = new Set<string>();
  const begins = (entry: Beginning) => {
    const { recipe = "paper", arrangement = "[e][m]×(N−1)" } = entry;
    const known = Object.hasOwn(recipes, recipe) ? recipes[recipe] : undefined;
    const missing = known !== undefined && !canBegin(known, { arrangement, starts });
    if (missing) without.add(arrangement);
    return !missing;
  };
  const begun = {
    ...profile,
    fits: profile.fits.filter(begins),
    experiments: profile.experiments?.filter((entry) => begins(entry as Beginning)),
  };
  return { profile: begun, leftOut: fitsIn(profile) - fitsIn(begun), without: [...without] };
}
