import type { LanguageModel } from "../models/mod.ts";
import type { Engine } from "../runtime/mod.ts";
import type { ProgramCache } from "../runtime/program_cache.ts";
import type { JobRecord, Kind, Kinds } from "../records/record.ts";
import type { CellSetting, PlanCell } from "./plan_cell.ts";
import type { PlanContext } from "./plan_context.ts";
import type { Given, Sources } from "./sources.ts";

/** What an experiment computes with, in the model's thread. */
export interface ExperimentContext {
  readonly model: LanguageModel;
  readonly engine: Engine;
  /** What one timing leaves for the next of its size. Default: nothing is left. */
  readonly timedPrograms?: ProgramCache;
  /** Asked between steps; true ends the experiment, which then throws `Stopped`. */
  readonly stop: () => boolean;
  /** Share done, 0…1. */
  readonly progress: (share: number) => void;
}

/** An experiment was asked to stop; it starts anew next time. */
export class Stopped extends Error {
  override readonly name = "Stopped";
}

/** What an experiment may need of the fits that were run before it. */
export interface Findings {
  /** Records of the run so far. */
  readonly records: readonly JobRecord[];
  /** The stored vectors [K, D] of a fit, by its key. */
  readonly solution: (key: string) => Promise<Float32Array>;
}

/** A job of an experiment, with what it needs beside its own data. */
export interface PlannedExperiment<K extends Kind = Kind> {
  readonly key: string;
  readonly job: Kinds[K]["job"];
  /** What goes to the model's thread, or in words why it cannot: a fit it rests on is missing. */
  readonly payload: (findings: Findings) => Promise<object | { readonly missing: string }>;
}

/**
 * A kind of job: what an entry of a profile is about, how it becomes jobs, what they cost, and how one
 * is computed.
 *
 *     entry ─gather─► with texts ─plan─► jobs ─run, in the model's thread─► results
 */
export interface Experiment<K extends Kind, Entry, Gathered, Payload extends object> {
  readonly kind: K;
  /** Gets what planning has to know: texts, and whatever else may be out of reach. */
  gather(entry: Entry, sources: Sources): Promise<Gathered>;
  /** Pure: the same jobs for the same entry, texts, model and code. */
  plan(given: Given<Entry, Gathered>, context: PlanContext): PlannedExperiment<K>[];
  /** What the entry's jobs take, before any model or text is at hand. */
  cells(entry: Entry, setting: CellSetting): PlanCell[];
  run(payload: Payload, context: ExperimentContext): Promise<Kinds[K]["result"]>;
}
