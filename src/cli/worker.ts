/**
 * `deno task worker`: computes jobs of a queue until it is asked to end.
 *
 * @module
 */
import { hostname } from "node:os";
import { join, resolve } from "node:path";
import { fixtureSettings } from "../fixtures/mod.ts";
import { codeSha256 } from "../records/code_sha256.ts";
import { work, type WorkEvent } from "../queue/work.ts";
import { type DatabaseFlags, queueBoss, withDatabase } from "./_queue_database.ts";
import { readyModel } from "./_ready_model.ts";
import { command, exit, runCommand, UsageError, wholeNumber } from "./_run_command.ts";
import { type Talk, talk as makeTalk } from "./_talk.ts";
import { mustTakeFolder } from "./_writable.ts";

interface WorkerFlags extends DatabaseFlags {
  readonly out?: string;
  readonly engine: string;
  readonly device?: string;
  readonly modelFile?: string;
  readonly threads?: number;
  readonly untilEmpty?: boolean;
}

const devices: Readonly<Record<string, readonly string[]>> = {
  onnxruntime: ["cpu", "webgpu", "cuda"],
  tfjs: ["wasm", "tensorflow", "cpu"],
};

/** Runs the command line `args` and gives its exit status. */
export async function worker(args: readonly string[]): Promise<number> {
  const interrupt = new AbortController();
  let status: number = exit.done;
  const program = withDatabase(command("worker", "Compute jobs of a queue until asked to end"))
    .option(
      "--out <dir>",
      "a run's folder that gets every result; shared, workers go on from each other's checkpoints " +
        "(default: the results stay in the database)",
    )
    .option("--engine <name>", "onnxruntime or tfjs", "onnxruntime")
    .option(
      "--device <name>",
      "of onnxruntime: cpu, webgpu or cuda; of tfjs: wasm, tensorflow, cpu",
    )
    .option("--model-file <path>", "take models from this file (or the files of this folder)")
    .option("--threads <n>", "leave jobs to others that want more threads", wholeNumber(1, 512))
    .option("--until-empty", "end once nothing is left that it could do")
    .action(async (flags: WorkerFlags) => {
      status = await run(flags, interrupt.signal);
    });
  const ended = await runCommand(program, args, {
    interrupt,
    goOn: "Drained. Nothing is lost: what was in hand is in the queue again, with its checkpoints.",
  });
  return ended === exit.done ? status : ended;
}

async function run(flags: WorkerFlags, signal: AbortSignal): Promise<number> {
  const { engine, device = devices[engine]?.[0] } = flags;
  if (!devices[engine]?.includes(device)) {
    const known = Object.entries(devices).map(([name, on]) => `${name} on ${on.join(", ")}`);
    throw new UsageError(
      `Cannot work with ${engine} on "${device}": known are ${known.join("; ")}`,
    );
  }
  const talk = makeTalk();
  const folder = resolve(flags.out ?? join(fixtureSettings().cacheFolder, "queue", "worker"));
  await mustTakeFolder(folder);
  await using boss = await queueBoss(flags, {
    supervises: true,
    onError: ({ message }) => talk.line(`The queue: ${message}`),
  });
  let failed = false;
  const tell = teller(talk);
  talk.line(`Working on the queue in ${boss.database.place}`);
  await work({
    boss,
    facts: {
      host: hostname(),
      pid: Deno.pid,
      engine,
      device,
      codeSha256: await codeSha256(),
    },
    mostThreads: flags.threads,
    folder,
    shared: flags.out !== undefined,
    untilEmpty: flags.untilEmpty || boss.database.embedded,
    prepare: (model) => readyModel(model, { ...flags, talk, signal }),
    signal,
    onEvent: (event) => {
      failed ||= event.kind === "failed" || event.kind === "unable";
      tell(event);
    },
  });
  return failed ? exit.failed : exit.done;
}

function teller(talk: Talk): (event: WorkEvent) => void {
  let ended = 0;
  let trouble = "";
  return (event) => {
    if (event.kind !== "trouble") trouble = "";
    switch (event.kind) {
      case "group":
        return talk.line(`${event.model}: ${event.jobs} × ${event.title}`);
      case "ended":
        ended++;
        return talk.status(() => `  ${ended} jobs ended`);
      case "fenced":
        return talk.line(
          `Not taken: the result of ${event.key.slice(0, 12)}, whose lease had ended; ${
            event.elsewhere === "another" && event.excuse !== null
              ? `another worker has ended it with another solution: ${event.excuse}`
              : elsewhere[event.elsewhere]
          }`,
        );
      case "lost":
        return talk.line(`${event.keys.length} jobs are another worker's now: their leases ended`);
      case "not run":
        return talk.line(`Not run: ${event.key.slice(0, 12)}: ${event.reason}`);
      case "failed":
        return talk.line(`${event.keys.length} jobs failed: ${event.reason}`);
      case "foreign":
        return talk.line(
          `Left to others: ${event.title}: ${event.keys.length} jobs are planned otherwise here ` +
            "than where they were submitted, by other starts or devices",
        );
      case "unable":
        return talk.line(`Left to others: ${event.model}, ${event.title}: ${event.reason}`);
      case "idle":
        talk.line(`${ended} jobs ended; nothing to do now`);
        for (const { jobs, reason } of event.others) {
          talk.line(`Left to other workers: ${jobs} jobs ${reason}`);
        }
        return;
      case "collected":
        return talk.line(`${event.added} results of others are in the store now`);
      case "harmed":
        return talk.line(
          `Taken out of the queue's results: ${event.key.slice(0, 12)}: ${event.fault}; ` +
            "submitted again, it is measured anew",
        );
      case "drain":
        return talk.line("Asked to end: at the next step");
      case "trouble":
        // The same again and again while a server is away.
        if (event.reason !== trouble) talk.line(`Trying again: ${event.reason}`);
        trouble = event.reason;
    }
  };
}

const elsewhere = {
  "not yet": "another worker has the job, or will",
  "the same": "another worker has ended it, with the same solution",
  "another": "another worker has ended it, WITH ANOTHER SOLUTION: the two machines do not agree",
};

if (import.meta.main) Deno.exit(await worker(Deno.args));
