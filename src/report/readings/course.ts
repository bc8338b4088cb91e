import type { FitResult, FitSample } from "../../records/record.ts";

/** What a fit's last start did, and at its end what its stored solution gives back. */
export interface Course {
  /** At least one, by step; the last is what the badge of the fit says. */
  readonly samples: readonly FitSample[];
  /**
   * Whether the last sample is no step of its own: the fit ended short of its best, and what is
   * stored is the best.
   */
  readonly isKept: boolean;
}

/**
 * The sampled steps of a fit up to its end. Records made before the last step belonged to every
 * trajectory lack it: it stands here as the result has it.
 */
export function courseOf(result: FitResult): Course {
  const { trajectory, targetIds, reconstructedIds, accuracy, lossNats, attempts, exact } = result;
  const hits = targetIds.map((id, i) => id === reconstructedIds[i] ? "1" : "0").join("");
  const last = trajectory.at(-1);
  if (last?.hits === hits) return { samples: trajectory, isKept: false };
  const ended = attempts.at(-1)?.steps ?? result.steps;
  const wrongIds = reconstructedIds.filter((_, i) => hits[i] === "0");
  const end = { step: Math.max(ended, last?.step ?? 0), lossNats, accuracy, hits, wrongIds };
  const missed = exact && (last === undefined || last.step < ended);
  return { samples: [...trajectory, end], isKept: !missed && last !== undefined };
}
