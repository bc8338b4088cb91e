// deno-lint-ignore-file no-console -- a command's result goes to the console
import { isDeepStrictEqual } from "node:util";
import {
  correctnessOf,
  FailedRunError,
  floorsOf,
  projectFolder,
  writeBaseline,
} from "../gate/mod.ts";
import { baselineFile, type GateCall, type GateFlags } from "./_gate_flags.ts";
import { calibrateTree, openGate } from "./_gate_measure.ts";

/** Measures this code, and its machine's noise, and writes both as the baseline. */
export async function blessGate(flags: GateFlags, call: GateCall): Promise<void> {
  const work = await openGate(flags, call);
  const { settings, machine, head, talk, command } = work;
  talk.line("Reading twice what this code computes: gradients, fits, verdicts");
  const read = async () => correctnessOf(await head.correctness(settings), "head");
  const [correctness, again] = [await read(), await read()];
  if (!isDeepStrictEqual(correctness, again)) {
    throw new FailedRunError(
      "Cannot bless: the same code computed two different things, a baseline would fail at random",
    );
  }
  const calibration = await calibrateTree(projectFolder, work);
  const path = baselineFile(flags, work);
  const reason = flags.bless!;
  await writeBaseline(path, { reason, machine, settings, correctness, calibration, command });
  if (machine.commit?.endsWith("+changes")) {
    talk.line("The working tree has changes: commit them with the baseline, whose code they are.");
  }
  const floors = floorsOf(calibration, settings.blocks.first);
  if (flags.json) console.log(JSON.stringify({ path, floors }));
  else {
    for (const [metric, floor] of Object.entries(floors)) {
      console.log(`noise floor of ${metric}: ${(100 * floor).toFixed(2)} %`);
    }
    console.log(path);
  }
}
