import { fitKind } from "../experiments/fit.ts";
import type { FitPlan } from "../experiments/fit_plan.ts";
import { experimentOf } from "../experiments/mod.ts";
import type { Given, Sources } from "../experiments/sources.ts";
import type { Targets } from "../experiments/text_targets.ts";
import type { Profile } from "./profile.ts";

/** A profile with all that its entries are about. */
export interface GatheredProfile extends Pick<Profile, "throughput"> {
  readonly fits: readonly Given<FitPlan, Targets>[];
  /** What was gathered is for the kind of the entry to know. */
  readonly experiments: readonly Given<{ readonly kind: string }, unknown>[];
}

export interface GatherOptions {
  readonly sources: Sources;
  readonly signal?: AbortSignal;
  /** Before the texts of entry `at` of `of`, from 0. */
  readonly onEntry?: (at: number, of: number) => void;
}

/**
 * Collects the texts of a profile: from files, downloads and the model itself. Planning waits for
 * nothing after that.
 */
export async function gatherProfile(
  { fits, experiments = [], throughput }: Profile,
  { sources, signal, onEntry }: GatherOptions,
): Promise<GatheredProfile> {
  const of = fits.length + experiments.length;
  let at = 0;
  const each = async <E extends object, G>(
    entries: readonly E[],
    gather: (entry: E) => Promise<G>,
  ): Promise<Given<E, G>[]> => {
    const given: Given<E, G>[] = [];
    for (const entry of entries) {
      signal?.throwIfAborted();
      onEntry?.(at++, of);
      given.push({ entry, gathered: await gather(entry) });
    }
    return given;
  };
  return {
    throughput,
    fits: await each(fits, (entry) => fitKind.gather(entry, sources)),
    experiments: await each<{ readonly kind: string }, unknown>(
      experiments,
      (entry) => experimentOf(entry.kind).gather(entry, sources),
    ),
  };
}
