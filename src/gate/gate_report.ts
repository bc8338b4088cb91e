import { isDeepStrictEqual } from "node:util";
import type { Machine } from "../records/environment.ts";
import type { Baseline } from "./baseline.ts";
import { compareCorrectness, type Finding } from "./compare_correctness.ts";
import { classOf, otherClass } from "./environment_class.ts";
import type { GateSettings } from "./gate_settings.ts";
import { judge, type Judgement } from "./judge.ts";
import type { Measured } from "./measured_file.ts";
import { noBaseline, NoBaselineError } from "./no_baseline_error.ts";
import { floorsOf } from "./noise_floor.ts";

/** How a gate ended where it measured. */
export type Outcome = "pass" | "regression" | "inconclusive" | "other environment";

/** What a gate says. */
export interface GateReport {
  readonly outcome: Outcome;
  readonly against: string;
  readonly findings: readonly Finding[];
  readonly judgements: readonly Judgement[];
  readonly notes: readonly string[];
  readonly settings: GateSettings | null;
  readonly machine: Machine;
  readonly command: string;
}

/**
 * Judges what was measured. A baseline stands in for what was not measured of base: its correctness,
 * its noise. Of another class of machine, it says what no machine changes, and nothing passes.
 *
 * @throws {NoBaselineError} where one is needed and missing, or is of other settings
 * @throws {FailedRunError} where a number is none
 */
export function judgeMeasured(
  measured: Measured,
  baseline: Baseline | null,
  { path }: { readonly path: string },
): GateReport {
  const { correctness, machine, settings, blocks } = measured;
  const { against, command } = measured;
  const said = { against, command, settings, machine };
  const own = { correctness: correctness.base, calibration: measured.calibration };
  if (own.correctness !== null && own.calibration !== null) {
    const findings = compareCorrectness(
      { base: own.correctness, head: correctness.head },
      { sameMachine: true },
    );
    const floors = floorsOf(own.calibration, settings.blocks.first);
    const judgements = judge(blocks, { metrics: settings.metrics, floors });
    return { ...said, ...outcomeWith(findings, judgements), notes: measured.notes };
  }
  if (baseline === null) throw noBaseline(path);
  mustBeAlike(baseline, settings);
  const other = otherClass(classOf(baseline.machine), classOf(machine));
  const base = own.correctness ?? baseline.correctness;
  const sameMachine = own.correctness !== null || other === null;
  const findings = compareCorrectness({ base, head: correctness.head }, { sameMachine });
  if (other !== null) {
    const failed = findings.some(({ verdict }) => verdict === "regression");
    const note = `The baseline is of another class of machine (${other}): speed is not compared, ` +
      `and of correctness only what no machine changes.`;
    return {
      ...said,
      outcome: failed ? "regression" : "other environment",
      findings,
      judgements: [],
      notes: [...measured.notes, note],
    };
  }
  const floors = floorsOf(own.calibration ?? baseline.calibration, settings.blocks.first);
  const judgements = judge(blocks, { metrics: settings.metrics, floors });
  return { ...said, ...outcomeWith(findings, judgements), notes: measured.notes };
}

/**
 * @throws {NoBaselineError} where a baseline was measured with other settings
 */
export function mustBeAlike(baseline: Baseline, settings: GateSettings): void {
  if (isDeepStrictEqual({ ...baseline.settings }, { ...settings })) return;
  const keys = (Object.keys(settings) as (keyof GateSettings)[])
    .filter((key) => !isDeepStrictEqual(baseline.settings[key], settings[key]));
  const differing = keys.map((key) =>
    `${key} ${JSON.stringify(baseline.settings[key])} there, ${JSON.stringify(settings[key])} here`
  );
  throw new NoBaselineError(
    `Cannot compare with the baseline: its settings are others, ${differing.join("; ")}; bless a ` +
      `new one with gate --bless "reason"`,
  );
}

function outcomeWith(findings: readonly Finding[], judgements: readonly Judgement[]) {
  return { outcome: outcomeOf(findings, judgements), findings, judgements };
}

/** The worst there is; nothing measured of speed decides nothing. */
export function outcomeOf(
  findings: readonly Finding[],
  judgements: readonly Judgement[],
): Outcome {
  const verdicts = [...findings, ...judgements].map(({ verdict }) => verdict);
  if (verdicts.includes("regression")) return "regression";
  return judgements.length > 0 && judgements.every(({ verdict }) => verdict === "pass")
    ? "pass"
    : "inconclusive";
}
