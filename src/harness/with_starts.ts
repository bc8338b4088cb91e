import { recipes } from "../proto/mod.ts";
import { commonStartsNamed } from "../records/common_start.ts";
import { fitsIn } from "./plan_cells.ts";
import { ofParts, partsOf, type Profile } from "./profile.ts";

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
export function withStarts(
  profile: Profile,
  /** Arrangements with a start and its metric. */
  starts: Pick<ReadonlySet<string>, "has">,
): BegunProfile {
  const without = new Set<string>();
  const begins = (entry: Beginning) => {
    const { recipe = "paper", arrangement = "[e][m]×(N−1)" } = entry;
    const known = Object.hasOwn(recipes, recipe) ? recipes[recipe] : undefined;
    const missing = known?.start?.from === "common" && !starts.has(arrangement);
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

/** What a model's part lacks, and how to get it. */
export function withoutStart(
  { profile: { model }, leftOut: fits, without }: BegunProfile,
): { readonly model: string; readonly fits: number; readonly reason: string } {
  const reason =
    `there is no common start with its metric for ${without.join(" and ")}, make them with ` +
    `"deno task study start --model ${model}" and "deno task study metric --model ${model}"`;
  return { model, fits, reason };
}

/**
 * A whole profile without what its models cannot begin, as far as their names tell: for a plan, made
 * before any weights are at hand.
 */
export async function withNamedStarts(
  profile: Profile,
  startsNamed: (model: string) => Promise<ReadonlySet<string>> = commonStartsNamed,
): Promise<
  { readonly profile: Profile; readonly leftOut: readonly ReturnType<typeof withoutStart>[] }
> {
  const begun = await Promise.all(
    partsOf(profile).map(async (part) => withStarts(part, await startsNamed(part.model))),
  );
  return {
    profile: ofParts(begun.map((part) => part.profile)),
    leftOut: begun.filter(({ leftOut }) => leftOut > 0).map(withoutStart),
  };
}
