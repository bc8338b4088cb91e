import { aGenerationUnrelated } from "./a_generation_unrelated.ts";
import type { Claim } from "./claim.ts";
import { f1BestCapacities } from "./f1_best_capacities.ts";
import { f3NaturalHalf } from "./f3_natural_half.ts";
import { f3NaturalWorst } from "./f3_natural_worst.ts";
import { f3RandomAsAutoregressive } from "./f3_random_as_autoregressive.ts";
import { f4279Times } from "./f4_279_times.ts";
import { f4OnePassFaster } from "./f4_one_pass_faster.ts";
import { f5EqualSemanticDistance } from "./f5_equal_semantic_distance.ts";
import { f5EqualTokenDistance } from "./f5_equal_token_distance.ts";
import { f6DensitiesOverlap } from "./f6_densities_overlap.ts";
import { f6DistanceOrder } from "./f6_distance_order.ts";
import { f7CurveShort } from "./f7_curve_short.ts";
import { f7CurveStays } from "./f7_curve_stays.ts";
import { f7StraightLineCollapses } from "./f7_straight_line_collapses.ts";
import { kAttentionSink } from "./k_attention_sink.ts";
import { sOftenNotConverged } from "./s_often_not_converged.ts";
import { t1Accuracies } from "./t1_accuracies.ts";
import { t1AlternationBeatsHalves } from "./t1_alternation_beats_halves.ts";
import { t1AlternationWorse } from "./t1_alternation_worse.ts";
import { t1BothLengthsAlike } from "./t1_both_lengths_alike.ts";
import { t1HalvesFail } from "./t1_halves_fail.ts";
import { t1OneTokenFailsAtTwo } from "./t1_one_token_fails_at_two.ts";
import { t1OneTokenOne } from "./t1_one_token_one.ts";
import { t1RepeatingFails } from "./t1_repeating_fails.ts";
import { t1TwoTokensSuffice } from "./t1_two_tokens_suffice.ts";
import { t2LargerGroupsWantRestarts } from "./t2_larger_groups_want_restarts.ts";
import { t2SharingEWorks } from "./t2_sharing_e_works.ts";
import { t2SharingMWorks } from "./t2_sharing_m_works.ts";
import { t3Capacities } from "./t3_capacities.ts";
import { t3FamilyMatters } from "./t3_family_matters.ts";
import { t3LlamaGrows } from "./t3_llama_grows.ts";
import { t3NaturalAlike } from "./t3_natural_alike.ts";
import { t3NaturalLessInformation } from "./t3_natural_less_information.ts";
import { t3PythiaFlat } from "./t3_pythia_flat.ts";
import { t3RandomWorse } from "./t3_random_worse.ts";
import { t3SharingMCostsCapacity } from "./t3_sharing_m_costs_capacity.ts";
import { t4Seconds } from "./t4_seconds.ts";
import { t4SecondsGrow } from "./t4_seconds_grow.ts";
import { t4TimeLinear } from "./t4_time_linear.ts";

/** Every claim of the paper, in the paper's order: tables, figures, text. */
export const ledger: readonly Claim[] = [
  t1TwoTokensSuffice,
  sOftenNotConverged,
  t1OneTokenOne,
  t1OneTokenFailsAtTwo,
  t1RepeatingFails,
  t1HalvesFail,
  t1AlternationBeatsHalves,
  t1AlternationWorse,
  t1BothLengthsAlike,
  t1Accuracies,
  t2SharingEWorks,
  t2SharingMWorks,
  t2LargerGroupsWantRestarts,
  t3Capacities,
  f1BestCapacities,
  t3RandomWorse,
  t3NaturalAlike,
  t3NaturalLessInformation,
  t3SharingMCostsCapacity,
  t3LlamaGrows,
  t3PythiaFlat,
  t3FamilyMatters,
  f3RandomAsAutoregressive,
  f3NaturalHalf,
  f3NaturalWorst,
  f4OnePassFaster,
  f4279Times,
  t4SecondsGrow,
  t4TimeLinear,
  t4Seconds,
  f5EqualTokenDistance,
  f5EqualSemanticDistance,
  f6DistanceOrder,
  f6DensitiesOverlap,
  f7StraightLineCollapses,
  f7CurveStays,
  f7CurveShort,
  aGenerationUnrelated,
  kAttentionSink,
];
