import type { Check, Finding } from "./finding.ts";
import { around200Seconds } from "./findings/around_200_seconds.ts";
import { belowAlwaysAttainable } from "./findings/below_always_attainable.ts";
import { capacityOffGrid } from "./findings/capacity_off_grid.ts";
import { captionsSwapped } from "./findings/captions_swapped.ts";
import { exactOrNearly, losslessOrNearly } from "./findings/errors_within_success.ts";
import { fittingTimeSlope } from "./findings/fitting_time_slope.ts";
import { informationPerToken } from "./findings/information_per_token.ts";
import { largerHoldsNoMore } from "./findings/larger_holds_no_more.ts";
import { levelOfInformation } from "./findings/level_of_information.ts";
import { maximumBelowCapacity } from "./findings/maximum_below_capacity.ts";
import { oneTokenSchemeAtTwo } from "./findings/one_token_scheme_at_two.ts";
import { perfectWithoutRepeat } from "./findings/perfect_without_repeat.ts";
import { restartsNotEnough } from "./findings/restarts_not_enough.ts";
import { sharedCapacityDisagrees } from "./findings/shared_capacity_disagrees.ts";
import { teacherForcedCapacity } from "./findings/teacher_forced_capacity.ts";
import { throughputAverageOrMaximum } from "./findings/throughput_average_or_maximum.ts";
import { timesOfUnreachedLengths } from "./findings/times_of_unreached_lengths.ts";
import type { Paper } from "./published.ts";

/** Every check, in the order findings are printed. */
export const checks: readonly Check[] = [
  captionsSwapped,
  oneTokenSchemeAtTwo,
  perfectWithoutRepeat,
  belowAlwaysAttainable,
  restartsNotEnough,
  sharedCapacityDisagrees,
  maximumBelowCapacity,
  capacityOffGrid,
  informationPerToken,
  largerHoldsNoMore,
  exactOrNearly,
  losslessOrNearly,
  teacherForcedCapacity,
  throughputAverageOrMaximum,
  fittingTimeSlope,
  around200Seconds,
  timesOfUnreachedLengths,
  levelOfInformation,
];

/** Checks the published numbers against each other; runs nothing. */
export function lintPaper(paper: Paper): Finding[] {
  return checks.flatMap((check) => check(paper) ?? []);
}
