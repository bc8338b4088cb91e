import {
  type Baseline,
  baselineRevision,
  type Block,
  calibrate,
  type Calibration,
  classOf,
  compareCorrectness,
  compareSides,
  type Comparing,
  type Correctness,
  correctnessOf,
  type GateSettings,
  type Measured,
  mustBeAlike,
  noBaseline,
  openRevision,
  openTree,
  otherClass,
  pairOpener,
  projectFolder,
  readBaseline,
  type Side,
  twinOf,
  type Worktree,
} from "../gate/mod.ts";
import type { ModelFiles } from "../models/mod.ts";
import { type Machine, readMachine } from "../records/environment.ts";
import { milliseconds } from "../records/stopwatch.ts";
import {
  baselineFile,
  commandOf,
  type GateCall,
  type GateFlags,
  settingsOf,
} from "./_gate_flags.ts";
import { readyModel } from "./_ready_model.ts";
import { UsageError } from "./_run_command.ts";
import { type Talk, talk as makeTalk } from "./_talk.ts";

/** A gate at work. */
export interface GateAtWork {
  readonly settings: GateSettings;
  readonly machine: Machine;
  readonly model: ModelFiles;
  /** This code. */
  readonly head: Side;
  readonly talk: Talk;
  readonly signal: AbortSignal;
  readonly command: string;
}

/** What every gate begins with: the machine, the model's files, this code. */
export async function openGate(flags: GateFlags, call: GateCall): Promise<GateAtWork> {
  const { signal, args } = call;
  const [settings, talk] = [settingsOf(flags), makeTalk()];
  const { ready } = await readyModel(settings.model, { talk, signal });
  const model = { weights: ready.weights, config: ready.config };
  return {
    settings,
    machine: await readMachine(),
    model,
    head: await openTree("head", { tree: projectFolder, model, signal }),
    talk,
    signal,
    command: commandOf(args),
  };
}

/** Measures this code beside another revision's, or beside the code the baseline is of. */
export async function measureGate(flags: GateFlags, call: GateCall): Promise<Measured> {
  const place = { machine: await readMachine(), settings: settingsOf(flags) };
  const path = baselineFile(flags, place);
  const baseline = await readBaseline(path);
  if (flags.against !== undefined) return await againstRevision(flags, { ...call, baseline });
  if (baseline === null) throw noBaseline(path);
  mustBeAlike(baseline, place.settings);
  return await againstBaseline(flags, { ...call, baseline, path });
}

async function againstRevision(
  flags: GateFlags,
  { baseline, ...call }: GateCall & { readonly baseline: Baseline | null },
): Promise<Measured> {
  const revision = flags.against!;
  await using tree = await orUsage(openRevision(revision));
  const work = await openGate(flags, call);
  const { model, signal } = work;
  const base = await orUsage(openTree("base", { tree: tree.path, model, signal }));
  const correctness = {
    base: await readSide(base, work),
    head: await readSide(work.head, work),
  };
  const known = baseline !== null && isOfHere(baseline, work) ? baseline.calibration : null;
  const comparing = comparingOf(work, base);
  const calibration = known ?? await calibrateTree(tree.path, work);
  return {
    ...measuredOf(work),
    against: `${revision} (${tree.commit.slice(0, 12)})`,
    correctness,
    calibration,
    blocks: await blocksOf(comparing, { calibration, work }),
    notes: known === null
      ? ["The noise floor was calibrated in this run: no baseline of this machine's class has one."]
      : [],
  };
}

async function againstBaseline(
  flags: GateFlags,
  { baseline, path, ...call }: GateCall & { readonly baseline: Baseline; readonly path: string },
): Promise<Measured> {
  const work = await openGate(flags, call);
  const head = await readSide(work.head, work);
  const { commit, startedAt } = baseline.machine;
  const measured = {
    ...measuredOf(work),
    against: `the baseline of ${startedAt.slice(0, 10)} (${commit ?? "no commit"}): ` +
      baseline.reason,
    correctness: { base: null, head },
    calibration: null,
    blocks: [],
    notes: [],
  };
  if (!isOfHere(baseline, work)) return measured;
  await using tree = await treeOf(baseline, path);
  const base = tree === null ? null : await sideOf(tree, work);
  if (base === null) {
    const note =
      "The code that the baseline is of cannot be run here (git has no such commit, or " +
      "it is older than the gate): speed was not compared. --against names a revision that can.";
    return { ...measured, notes: [note] };
  }
  const again = await readAgain(base, { baseline, head, work });
  const comparing = comparingOf(work, base);
  const { calibration } = baseline;
  return {
    ...measured,
    ...again,
    blocks: await blocksOf(comparing, { calibration, work }),
  };
}

function measuredOf({ settings, machine, command }: GateAtWork) {
  return { settings, machine, command };
}

function isOfHere({ machine, settings }: Baseline, here: GateAtWork): boolean {
  return otherClass(classOf(machine), classOf(here.machine)) === null &&
    JSON.stringify(settings) === JSON.stringify(here.settings);
}

/** Nothing to dispose of stands for a tree that is not there. */
async function treeOf(baseline: Baseline, path: string): Promise<Worktree | null> {
  const revision = await baselineRevision(path, baseline.machine);
  return revision === null ? null : await openRevision(revision).catch(() => null);
}

async function sideOf({ path }: Worktree, { model, signal }: GateAtWork): Promise<Side | null> {
  return await openTree("base", { tree: path, model, signal }).catch(() => null);
}

/**
 * Processors of one name may round otherwise. Where head differs from the baseline's record, the
 * baseline's code is run here: where it differs from its own record as well, it stands for the record.
 */
async function readAgain(
  base: Side,
  { baseline, head, work }: {
    readonly baseline: Baseline;
    readonly head: Correctness;
    readonly work: GateAtWork;
  },
): Promise<Partial<Pick<Measured, "correctness" | "notes">>> {
  const record = baseline.correctness;
  if (isRecorded(record, head)) return {};
  const here = await readSide(base, work);
  if (isRecorded(record, here)) return {};
  return {
    correctness: { base: here, head },
    notes: [
      "On this processor the baseline's own code gives other fits than it recorded: it was run " +
      "here and stands for the record.",
    ],
  };
}

function isRecorded(record: Correctness, read: Correctness): boolean {
  return compareCorrectness({ base: record, head: read }, { sameMachine: true })
    .every(({ reading, verdict }) => reading === "verdicts" || verdict === "pass");
}

async function readSide(side: Side, { settings, talk, signal }: GateAtWork): Promise<Correctness> {
  signal.throwIfAborted();
  talk.line(`Reading what ${side.name} computes: gradients, fits, verdicts`);
  return correctnessOf(await side.correctness(settings), side.name);
}

/** This code beside `base`. */
export function comparingOf(
  { settings, signal, head, model }: GateAtWork,
  base: Side,
): Comparing {
  return {
    settings,
    signal,
    now: milliseconds,
    open: pairOpener({ base, head, model, signal }),
  };
}

/** Measures this machine's noise by a tree against itself. */
export async function calibrateTree(tree: string, work: GateAtWork): Promise<Calibration> {
  const { model, signal, talk } = work;
  talk.line("Calibrating the noise floor: the same code against itself, in turns");
  await using twin = await twinOf(tree);
  const head = await openTree("head", { tree, model, signal });
  const base = await openTree("base", { tree: twin.tree, model, signal });
  return await calibrate({
    ...comparingOf({ ...work, head }, base),
    onProgress: ({ blocks, wanted }) => talk.status(() => `  block ${blocks} of ${wanted}`),
  });
}

async function blocksOf(
  comparing: Comparing,
  { calibration, work: { talk } }: {
    readonly calibration: Calibration;
    readonly work: GateAtWork;
  },
): Promise<readonly Block[]> {
  talk.line(`Timing ${comparing.settings.metrics.join(", ")}: base and head in turns`);
  return await compareSides({
    ...comparing,
    onProgress: ({ blocks, wanted, most }) =>
      talk.status(() => `  block ${blocks} of ${wanted}, of ${most} at most`),
  }, calibration);
}

async function orUsage<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  }
}
