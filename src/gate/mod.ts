/**
 * The gate: is this code as right and as fast as that one? Correctness is compared reading by
 * reading, speed by blocks in which both were measured in turns, against what this machine's own
 * noise is known to be.
 *
 *     sides ─► blocks of pairs in turns ─► effect and p ─► floor, Holm ─► judgement ─► outcome
 *
 * @module
 */
export { type Baseline, baselinePath, readBaseline, writeBaseline } from "./baseline.ts";
export type { Block } from "./block.ts";
export { calibrate, type Twin, twinOf } from "./calibrate.ts";
export { compareCorrectness, type Finding, OtherReadingsError } from "./compare_correctness.ts";
export { compareSides, type Comparing, type Progress } from "./compare_sides.ts";
export { type Correctness, correctnessOf } from "./correctness.ts";
export { benchComparison } from "./deno_bench.ts";
export { classFolder, classOf, type EnvironmentClass, otherClass } from "./environment_class.ts";
export { FailedRunError } from "./failed_run_error.ts";
export { gateMarkdown } from "./gate_markdown.ts";
export {
  type GateReport,
  judgeMeasured,
  mustBeAlike,
  type Outcome,
  outcomeOf,
} from "./gate_report.ts";
export { type GateSettings, gateSettings } from "./gate_settings.ts";
export { gateText } from "./gate_text.ts";
export { judge, judgeCompared, type Judgement } from "./judge.ts";
export { keepMeasured, type Measured, readMeasured } from "./measured_file.ts";
export { noBaseline, NoBaselineError } from "./no_baseline_error.ts";
export { type Calibration, floorsOf } from "./noise_floor.ts";
export { type OpenPair, type PairOpener, pairOpener } from "./open_pair.ts";
export { openTree, type Side, type Who } from "./side.ts";
export { baselineRevision, openRevision, projectFolder, type Worktree } from "./worktree.ts";
