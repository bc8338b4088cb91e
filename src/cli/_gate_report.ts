import { resolve } from "node:path";
import {
  benchComparison,
  type GateReport,
  judgeCompared,
  judgeMeasured,
  keepMeasured,
  outcomeOf,
  readBaseline,
  readMeasured,
} from "../gate/mod.ts";
import { readMachine } from "../records/environment.ts";
import { baselineFile, commandOf, type GateCall, type GateFlags } from "./_gate_flags.ts";
import { measureGate } from "./_gate_measure.ts";
import { UsageError } from "./_run_command.ts";

/** What the flags ask to be judged: a kept measurement, benchmarks, or what is measured now. */
export async function gateReport(flags: GateFlags, call: GateCall): Promise<GateReport> {
  if (flags.bench !== undefined) return await ofBenchmarks(flags, call);
  const measured = flags.measured === undefined
    ? await measureGate(flags, call)
    : await readMeasured(await existing(flags.measured));
  if (flags.keep !== undefined) await keepMeasured(resolve(flags.keep), measured);
  // A kept measurement goes with the baseline of the machine it was made on, or the one named.
  const path = baselineFile(flags, measured);
  return judgeMeasured(measured, await readBaseline(path), { path });
}

async function existing(path: string): Promise<string> {
  const whole = resolve(path);
  const there = await Deno.stat(whole).then(({ isFile }) => isFile, () => false);
  if (there) return whole;
  throw new UsageError(`Cannot judge ${JSON.stringify(path)}: there is no such file`);
}

async function ofBenchmarks(flags: GateFlags, { args }: GateCall): Promise<GateReport> {
  const judgements = judgeCompared(
    await benchComparison({ base: flags.benchBase!, head: flags.bench! }),
  );
  return {
    outcome: outcomeOf([], judgements),
    against: `${flags.benchBase!.length} outputs of deno bench`,
    findings: [],
    judgements,
    notes: [],
    settings: null,
    machine: await readMachine(),
    command: commandOf(args),
  };
}
