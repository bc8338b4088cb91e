// deno-lint-ignore-file no-console -- a command's result goes to the console
import {
  compareSides,
  floorsOf,
  judge,
  openTree,
  outcomeOf,
  projectFolder,
  readBaseline,
  twinOf,
} from "../gate/mod.ts";
import { baselineFile, type GateCall, type GateFlags } from "./_gate_flags.ts";
import { calibrateTree, comparingOf, openGate } from "./_gate_measure.ts";

/** Compares this code's speed with itself, again and again: whatever does not pass is noise. */
export async function countNoise(flags: GateFlags, call: GateCall): Promise<void> {
  const work = await openGate(flags, call);
  const { settings, model, talk, signal } = work;
  await using twin = await twinOf(projectFolder);
  const base = await openTree("base", { tree: twin.tree, model, signal });
  const comparing = comparingOf(work, base);
  const baseline = await readBaseline(baselineFile(flags, work));
  const calibration = baseline?.calibration ?? await calibrateTree(projectFolder, work);
  const floors = floorsOf(calibration, settings.blocks.first);
  const outcomes: string[] = [];
  while (outcomes.length < flags.noise!) {
    const blocks = await compareSides(comparing, calibration);
    const judgements = judge(blocks, { metrics: settings.metrics, floors });
    outcomes.push(outcomeOf([], judgements));
    talk.line(
      `round ${outcomes.length} of ${flags.noise}: ${outcomes.at(-1)}, ${blocks.length} blocks; ` +
        judgements.map(({ metric, effect }) =>
          `${metric} ${(100 * effect.estimate).toFixed(2)} % ` +
          `[${(100 * effect.low).toFixed(2)}, ${(100 * effect.high).toFixed(2)}]`
        ).join(", "),
    );
  }
  const count = (outcome: string) => outcomes.filter((one) => one === outcome).length;
  const [regression, inconclusive] = [count("regression"), count("inconclusive")];
  if (flags.json) {
    console.log(JSON.stringify({ rounds: outcomes.length, regression, inconclusive, floors }));
  } else {
    console.log(
      `${regression + inconclusive} of ${outcomes.length} rounds of the same code did not pass: ` +
        `${regression} regression, ${inconclusive} inconclusive`,
    );
  }
}
