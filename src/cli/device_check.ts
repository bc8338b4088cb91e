/**
 * `deno task device-check`: measures this machine's graphics card in minutes, or packs what does so
 * on a machine without a network.
 *
 * @module
 */
// deno-lint-ignore-file no-console -- a command's result goes to the console
import { resolve } from "node:path";
import { measuringCommand } from "../bench/mod.ts";
import {
  type DeviceCheck,
  type DeviceRow,
  type KitShapeName,
  kitShapes,
  runCheck,
  writePack,
} from "../device/mod.ts";
import { fixtureSettings, writeFileAtomic } from "../fixtures/mod.ts";
import { commit as headCommit } from "../records/environment.ts";
import { table } from "./_columns.ts";
import { command, runCommand, UsageError, wholeNumber } from "./_run_command.ts";
import { type Talk, talk as makeTalk } from "./_talk.ts";
import { mustTakeFile } from "./_writable.ts";

const devices = ["cpu", "webgpu", "cuda"] as const;

interface CheckFlags {
  readonly shapes: readonly KitShapeName[];
  readonly devices: readonly (typeof devices)[number][];
  readonly python: string | false;
  readonly torchDevice: string;
  readonly threads: number;
  readonly seconds: number;
  readonly patience: number;
  readonly out?: string;
  readonly json?: boolean;
  readonly commit?: string;
  readonly pack?: string;
}

/** Runs the command line `args` and gives its exit status. */
export async function deviceCheck(args: readonly string[]): Promise<number> {
  const interrupt = new AbortController();
  const shapeNames = Object.keys(kitShapes) as KitShapeName[];
  const program = command(
    "device-check",
    "Measure a graphics card in under eight minutes, beside PyTorch and the CPU",
  )
    .option(
      "--shapes <list>",
      `models of random weights: ${shapeNames.join(", ")}`,
      (text) => namesOf(text, { what: "shape", known: shapeNames }),
      ["smollm2-135m", "llama-3.2-1b"],
    )
    .option(
      "--devices <list>",
      `devices of our own engine: ${devices.join(", ")}`,
      (text) => namesOf(text, { what: "device", known: devices }),
      [...devices],
    )
    .option("--python <path>", "Python that has PyTorch and transformers", defaultPython())
    .option("--no-python", "leave PyTorch out")
    .option("--torch-device <name>", "PyTorch's device: cuda or cpu", torchDevice, "cuda")
    .option("--threads <n>", "threads of each", wholeNumber(1, 512), navigator.hardwareConcurrency)
    .option("--seconds <n>", "for all of it", wholeNumber(10, 3600), 450)
    .option(
      "--patience <n>",
      "times as long for each, on a slow machine",
      wholeNumber(1, 100),
      1,
    )
    .option("--out <file>", "keep the result there as JSON")
    .option("--commit <id>", "commit of the code, where it is no checkout")
    .option("--json", "print the result as JSON")
    .option("--pack <folder>", "measure nothing: write the kit for a machine without a network")
    .addHelpText("after", explanation)
    .action((flags: CheckFlags) => run(flags, { args, signal: interrupt.signal }));
  return await runCommand(program, args, { interrupt });
}

const explanation = `
Each measurement is a process of its own that is ended when its time is up; what fails is in the
result as "not run", with the reason. A result that differs from whoever came first at its size,
the CPU where it could, is "wrong", has no figure, and makes the exit status 3.

  deno task device-check --out card.json          on a machine with a card and this repository
  deno task device-check --pack kit               here; carry kit/ there, and there:
  sh kit/start.sh --out card.json                 unpacks, measures, cleans up; docs/gpu.md`;

function defaultPython(): string {
  return fixtureSettings().pythons[0];
}

function torchDevice(text: string): string {
  if (text === "cuda" || text === "cpu") return text;
  throw new UsageError(`Cannot run PyTorch on "${text}": known are cuda, cpu`);
}

function namesOf<T extends string>(
  text: string,
  { what, known }: { readonly what: string; readonly known: readonly T[] },
): T[] {
  const names = text.split(",");
  const unknown = names.find((name) => !known.includes(name as T));
  if (unknown === undefined) return names as T[];
  throw new UsageError(`Cannot measure ${what} "${unknown}": known are ${known.join(", ")}`);
}

async function run(
  flags: CheckFlags,
  { args, signal }: { readonly args: readonly string[]; readonly signal: AbortSignal },
): Promise<void> {
  const talk = makeTalk();
  if (flags.pack !== undefined) return await pack(flags.pack, talk);
  if (flags.out !== undefined) await mustTakeFile(flags.out);
  const folder = await Deno.makeTempDir({ prefix: "onepass-kit-" });
  let check: DeviceCheck;
  try {
    check = await runCheck({
      ...flags,
      python: flags.python === false ? null : flags.python,
      folder,
      command: measuringCommand(withoutCommit(args), { task: "device-check" }),
      signal,
      onBegin: (what) => talk.line(`Running ${what}`),
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  const text = `${JSON.stringify(check, null, 2)}\n`;
  if (flags.out !== undefined) await writeFileAtomic(resolve(flags.out), text);
  console.log(flags.json ? text.trimEnd() : shown(check));
  const wrong = [...check.answers, ...check.rows].filter(({ state }) => state === "wrong");
  if (wrong.length > 0) {
    throw new Error(`Wrong: ${wrong.length} of what was run; the result says what and how`);
  }
}

/** Which code ran is a fact of its own. */
function withoutCommit(args: readonly string[]): string[] {
  return args.filter((arg, at) => arg !== "--commit" && args[at - 1] !== "--commit");
}

async function pack(folder: string, talk: Talk): Promise<void> {
  const commit = await headCommit() ?? "unknown";
  const { files, bytes, packages } = await writePack(resolve(folder), {
    commit,
    onBegin: (what) => talk.line(`Packing: ${what}`),
  });
  talk.line(`Packages: ${packages.join(", ")}`);
  const megabytes = (size: number) => `${(size / 1e6).toFixed(1)} MB`;
  const rows = [...files.map(({ name, bytes }) => [name, megabytes(bytes)]), [
    "all",
    megabytes(bytes),
  ]];
  console.log(table(["file", "size"], rows));
}

/** For a person: what each device answered, then a line a measurement. */
function shown({ answers, rows, card, softwareVulkan, elapsedSeconds }: DeviceCheck): string {
  const head = ["what", "who", "device", "model", "B×N", "ms", "tokens/s", "state"];
  const where = softwareVulkan ? "Vulkan is software: webgpu's figures are of no card" : null;
  return [
    `Card: ${card ?? "none that NVIDIA's driver names"}; ${Math.round(elapsedSeconds)} s`,
    ...where === null ? [] : [where],
    ...answers.map(({ device, state, detail }) => `toy step on ${device}: ${state}, ${detail}`),
    "",
    table(head, rows.map(shownRow)),
  ].join("\n");
}

function shownRow(row: DeviceRow): string[] {
  const { what, who, device, model, B, N } = row;
  const place = [what, who, device, model.replace("random weights, ", ""), `${B}×${N}`];
  if (row.state !== "measured") return [...place, "", "", `${row.state}: ${row.reason}`];
  const { medianMilliseconds, tokensPerSecond } = row.bench;
  const state = row.agreesWith === null ? "measured" : `measured, as ${row.agreesWith}`;
  return [...place, medianMilliseconds.toFixed(2), tokensPerSecond.toFixed(0), state];
}

if (import.meta.main) Deno.exit(await deviceCheck(Deno.args));
