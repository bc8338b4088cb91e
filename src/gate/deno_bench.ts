import { median } from "simple-statistics";
import { fields, listOf, number, text } from "../records/data_shape.ts";
import { FailedRunError } from "./failed_run_error.ts";
import type { Compared } from "./judge.ts";
import { NoBaselineError } from "./no_baseline_error.ts";
import { fewestBlocks, noiseFloor } from "./noise_floor.ts";

/** What `deno bench --json` printed, as far as it is read here. */
interface BenchOutput {
  readonly runtime: string;
  readonly cpu: string;
  readonly benches: readonly {
    readonly origin: string;
    readonly name: string;
    readonly results: readonly { readonly ok?: { readonly min: number } }[];
  }[];
}

const shape = fields({
  runtime: text,
  cpu: text,
  benches: listOf(fields({ name: text, results: listOf(fields({})) })),
});

/** A slow-down that a pass has to rule out, as a share. */
const mustSeeOfBench = 0.05;

/**
 * Outputs of `deno bench --json` of base and head, run in turns: the first files belong together, and
 * so on. Each pair is a block. A benchmark counts with its fastest iteration, since Deno keeps no
 * samples. The floor is calibrated from base's files against each other.
 *
 * @throws {NoBaselineError} where the files are no pairs, are too few, of other machines, or time
 * other things
 * @throws {FailedRunError} where a benchmark failed, or its time is no number
 */
export async function benchComparison(
  { base, head }: { readonly base: readonly string[]; readonly head: readonly string[] },
): Promise<Compared[]> {
  if (base.length !== head.length || base.length < fewestBlocks) {
    throw new NoBaselineError(
      `Cannot compare benchmarks: got ${base.length} files of base and ${head.length} of head, want ` +
        `equally many, at least ${fewestBlocks}, run in turns`,
    );
  }
  const outputs = {
    base: await Promise.all(base.map(readBench)),
    head: await Promise.all(head.map(readBench)),
  };
  const [first, ...others] = [...outputs.base, ...outputs.head];
  for (const other of others) mustBeLike(first, other);
  return [...first.times.keys()].map((metric) => {
    const times = (of: readonly BenchTimes[]) => of.map((one) => one.times.get(metric)!);
    const [before, now] = [times(outputs.base), times(outputs.head)];
    const noise = before.map((time, at) => Math.log(time / before.at(at - 1)!));
    return {
      metric,
      effects: now.map((time, at) => Math.log(time / before[at])),
      floor: noiseFloor(noise, noise.length),
      mustSee: mustSeeOfBench,
      base: median(before),
      head: median(now),
    };
  });
}

interface BenchTimes {
  readonly path: string;
  readonly machine: string;
  /** Milliseconds by benchmark. */
  readonly times: ReadonlyMap<string, number>;
}

async function readBench(path: string): Promise<BenchTimes> {
  const fault = (what: string) => new FailedRunError(`Cannot judge ${path}: ${what}`);
  let output: BenchOutput;
  try {
    output = JSON.parse(await Deno.readTextFile(path));
  } catch (error) {
    throw fault(error instanceof SyntaxError ? "it is not JSON" : "it cannot be read");
  }
  const found = shape(output, "");
  if (found !== null) throw fault(found);
  const times = new Map(output.benches.map(({ name, results }) => {
    const nanoseconds = results[0]?.ok?.min;
    // Written so that NaN fails.
    if (number(nanoseconds, "min") === null && nanoseconds! > 0) return [name, nanoseconds! / 1e6];
    throw fault(`benchmark "${name}" has no time, it failed`);
  }));
  if (times.size === 0) throw fault("it has no benchmark");
  return { path, machine: `${output.runtime}, ${output.cpu}`, times };
}

function mustBeLike(first: BenchTimes, other: BenchTimes): void {
  const names = ({ times }: BenchTimes) => [...times.keys()].sort().join(", ");
  const what = first.machine !== other.machine
    ? `${first.path} is of ${first.machine}, ${other.path} of ${other.machine}`
    : names(first) !== names(other)
    ? `${first.path} times ${names(first)}; ${other.path} ${names(other)}`
    : null;
  if (what !== null) throw new NoBaselineError(`Cannot compare benchmarks: ${what}`);
}
