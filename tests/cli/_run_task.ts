/** Commands as a user runs them: a process of their own with the permissions of their task. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import project from "../../deno.json" with { type: "json" };
import { findModel, fixtureSettings, MODELS } from "../../src/fixtures/mod.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const tasks = project.tasks as Record<string, string | { readonly command: string }>;

/** How a command ended and what it said. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Surroundings {
  /** Folder of downloads, converted weights and fits. */
  readonly cacheFolder: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Default: nothing stands there. */
  readonly stdin?: "piped" | "null";
}

/** Runs `deno task NAME ARGS` in the project's folder. */
export async function runTask(
  name: string,
  args: readonly string[],
  surroundings: Surroundings,
): Promise<Ended> {
  const { code, stdout, stderr } = await commandOf(name, args, surroundings).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Starts it and gives the running process, its output piped. */
export function startTask(
  name: string,
  args: readonly string[],
  surroundings: Surroundings,
): Deno.ChildProcess {
  return commandOf(name, args, surroundings).spawn();
}

function commandOf(
  name: string,
  args: readonly string[],
  { cacheFolder, env = {}, stdin = "null" }: Surroundings,
): Deno.Command {
  const task = tasks[name];
  const [deno, run, ...rest] = (typeof task === "string" ? task : task.command).split(" ");
  assert.deepEqual([deno, run], ["deno", "run"]);
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", ...rest, ...args],
    cwd: root,
    stdin,
    stdout: "piped",
    stderr: "piped",
    env: {
      ONEPASS_CACHE: cacheFolder,
      ONEPASS_MODEL_FILE: "",
      // Nobody listens there: a test that would download fails instead.
      HF_ENDPOINT: "http://127.0.0.1:9",
      NO_COLOR: "1",
      ...env,
    },
  });
}

/** One clear line on stderr, whatever else the talk says, and no stack trace anywhere. */
export function assertClear({ stderr, stdout }: Ended, says: RegExp): void {
  assert.match(stderr, says);
  assert.doesNotMatch(stdout + stderr, /\n\s+at .*[.:]\d+|Uncaught|Stack backtrace|\[object/);
}

/** A new folder, gone with its scope. */
export async function newFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await Deno.realPath(await Deno.makeTempDir());
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

const { cacheFolder } = fixtureSettings();
const [weights] = findModel(MODELS.default).files;
const weightsPath = join(cacheFolder, "models", MODELS.default, weights.name);

/** The default model's published file, null where it was not fetched. */
export const defaultModelFile: string | null = await Deno.stat(weightsPath).then(
  ({ size }) => size === weights.bytes ? weightsPath : null,
  () => null,
);

/** For the name of a test that is skipped without the model. */
export const skipped = defaultModelFile === null
  ? ' (skipped: the default model is not here, "deno task fixtures fetch" gets it)'
  : "";

/** A cache folder with the models of the user's own, and none of its fits. */
export async function cacheWithModels(): Promise<AsyncDisposable & { readonly path: string }> {
  const folder = await newFolder();
  for (const name of ["models", "converted"]) {
    await Deno.mkdir(join(cacheFolder, name), { recursive: true });
    await Deno.symlink(join(cacheFolder, name), join(folder.path, name), { type: "dir" });
  }
  return folder;
}
