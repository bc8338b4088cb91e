/**
 * `deno task store`: what a run store has, whether it is sound, and how two become one.
 *
 * @module
 */
// deno-lint-ignore-file no-console -- a command's result goes to the console
import { resolve } from "node:path";
import { type Command, Option } from "commander";
import { writeFileAtomic } from "../fixtures/mod.ts";
import { codeSha256 } from "../records/code_sha256.ts";
import { openStore } from "../records/store.ts";
import { packStore, unpackInto } from "../records/store_care/archive.ts";
import { checkStore } from "../records/store_care/check_store.ts";
import { litterIn, removeLitter } from "../records/store_care/clean_store.ts";
import { findKey, type FoundKey } from "../records/store_care/find_key.ts";
import { mergeStore } from "../records/store_care/merge_store.ts";
import { othersAsking } from "../records/store_care/set_aside.ts";
import { storeIn } from "../records/store_care/store_files.ts";
import { storeSummary } from "../records/store_care/store_summary.ts";
import { table } from "./_columns.ts";
import { command, exit, runCommand, UsageError } from "./_run_command.ts";
import { say } from "./_say.ts";
import { megabytes } from "./_tell_fetch.ts";
import { usualOut } from "./_usual_out.ts";
import { mustTakeFile } from "./_writable.ts";

/** Exit status where a file of a store is not what was written. */
const off = 1;

interface Json {
  readonly json?: boolean;
}

/** Runs the command line `args` and gives its exit status. */
export async function store(args: readonly string[]): Promise<number> {
  let status: number = exit.done;
  const program = commands((result) => status = result);
  const ended = await runCommand(program, args, { interrupt: new AbortController() });
  return ended === exit.done ? status : ended;
}

function commands(end: (status: number) => void): Command {
  const program = command("store", "What a run store has, whether it is sound, how two become one")
    .addHelpText("after", "1 where verify finds a fault: each is named on stdout.");
  const add = (name: string, description: string) => program.command(name).description(description);
  const folder = ["[folder]", "a run's folder, or its store", usualOut] as const;
  add("ls", "kinds, counts, sizes, and the code that computed the records")
    .argument(...folder)
    .option("--json", "print an object")
    .action(list);
  add("show", "all that a store has of one job")
    .argument("<key>", "the job's key, or how it begins")
    .argument(...folder)
    .option("--why", "whose record it is, and which others ask the same but do not do for it")
    .option("--json", "print an object")
    .action(show);
  add("verify", "check every file against its own sha256 and shape")
    .argument(...folder)
    .option("--json", "print an object")
    .action(async (name: string, flags: Json) => end(await verify(name, flags)));
  add("gc", "what nobody reads any more, said or removed; never a record")
    .argument(...folder)
    .addOption(new Option("--remove", "remove it").conflicts("dryRun"))
    .option("--dry-run", "say what would go, and leave it (the default)")
    .option("--json", "print an array of objects")
    .action(clean);
  add("export", "put a store's sound files into one zip")
    .argument(...folder)
    .requiredOption("--out <file>", "where to write it (.zip)")
    .action(exportTo);
  add("import", "take over what another store has")
    .argument("<file>", 'written by "store export"; or the folder of a run, or its store')
    .argument("[folder]", "a run's folder, made where it is missing", usualOut)
    .option("--json", "print an object")
    .action(importFrom);
  return program;
}

async function list(name: string, { json }: Json): Promise<void> {
  const path = await storeAt(name);
  const summary = await storeSummary(path);
  const current = await codeSha256();
  if (json) return console.log(JSON.stringify({ store: path, code: current, ...summary }, null, 2));
  const { folders, jobs, versions, harmed, unfinished } = summary;
  const lines = [
    table(
      ["files of", "count", "size"],
      folders.map(({ kind, files, bytes }) => [kind, String(files), megabytes(bytes)]),
    ),
    ...jobs.map(({ kind, outcome, records }) => `${kind}, ${outcome}: ${records}`),
    ...versions.map(({ codeSha256, records }) =>
      `code ${codeSha256.slice(0, 12)}${codeSha256 === current ? " (this one)" : ""}: ${records} ` +
      "records"
    ),
  ];
  console.log(lines.join("\n"));
  if (harmed > 0) say(`${harmed} records count as absent: "deno task store verify" names them`);
  if (unfinished > 0) {
    say(
      `${unfinished} files are not whole: "deno task store gc" tells which of them nobody will end`,
    );
  }
}

async function show(
  key: string,
  name: string,
  { json, why = false }: Json & { readonly why?: boolean },
): Promise<void> {
  const path = await storeAt(name);
  const found = await asUsage(findKey(key, path));
  const reasons = why ? await reasonsOf(found, path) : null;
  if (json) return console.log(JSON.stringify({ ...found, ...reasons }, null, 2));
  if (reasons !== null) return console.log(whyLines(found, reasons).join("\n"));
  const { record, checkpointSteps, files } = found;
  console.log(found.key);
  for (const { path, bytes, fault } of files) {
    console.log(`${path}: ${megabytes(bytes)}${fault === null ? "" : `; ${fault}`}`);
  }
  if (checkpointSteps !== null) console.log(`unfinished, at step ${checkpointSteps}`);
  if (record !== null) console.log(JSON.stringify(record, null, 2));
}

interface Reasons {
  /** Of the code that runs now. */
  readonly code: string;
  readonly others: Awaited<ReturnType<typeof othersAsking>>;
}

async function reasonsOf({ key, record }: FoundKey, store: string): Promise<Reasons> {
  const others = record === null ? [] : await othersAsking({ key, job: record.job }, store);
  return { code: await codeSha256(), others };
}

function whyLines({ key, record }: FoundKey, { code, others }: Reasons): string[] {
  if (record === null) return [key, "There is no sound record of it: it is computed anew."];
  const made = record.job.codeSha256;
  const [short, current] = [made, code].map((hash) => hash.slice(0, 12));
  const reused = made === code
    ? `Its code is this one, ${current}: a run that wants this key reuses it.`
    : `Its code is ${short}, this one is ${current}: evidence of that version, and a run computes ` +
      "its own beside it.";
  const apart = others.map(({ key, why }) => `${key} asks the same, by ${why.join(" and ")}.`);
  return [key, reused, ...apart];
}

/** The exit status. */
async function verify(name: string, { json }: Json): Promise<number> {
  const path = await storeAt(name);
  const { files, faults, versions } = await checkStore(path);
  const current = await codeSha256();
  const others = versions.filter(({ codeSha256 }) => codeSha256 !== current);
  if (json) console.log(JSON.stringify({ store: path, files, faults, code: current, versions }));
  else {
    for (const { path, fault } of faults) console.log(`${path}: ${fault}`);
    for (const { codeSha256, records } of others) {
      console.log(
        `${records} records are of code ${
          codeSha256.slice(0, 12)
        }: evidence of that version, which ` +
          "this one computes anew",
      );
    }
    if (faults.length === 0) console.log(`${files} files are as they were written`);
  }
  if (faults.length === 0) return exit.done;
  say(
    `${faults.length} files of ${files} count as absent, and their jobs run again; nothing else is lost`,
  );
  return off;
}

async function clean(name: string, { remove, json }: Json & { readonly remove?: boolean }) {
  const litter = await litterIn(await storeAt(name));
  if (remove) await removeLitter(litter);
  if (json) return console.log(JSON.stringify(litter, null, 2));
  for (const { path, why } of litter) console.log(`${path}: ${why}`);
  say(`${litter.length} files ${remove ? "are gone" : "would go: --remove removes them"}`);
}

async function exportTo(name: string, { out }: { readonly out: string }): Promise<void> {
  const path = await storeAt(name);
  await mustTakeFile(out);
  const { bytes, files, left } = await packStore(path);
  await writeFileAtomic(out, bytes);
  console.log(out);
  for (const path of left) say(`Left out, since it is harmed: ${path}`);
  say(`${files} files, ${megabytes(bytes.length)}`);
}

async function importFrom(file: string, name: string, { json }: Json): Promise<void> {
  const info = await Deno.stat(file).catch((error) => {
    if (error instanceof Deno.errors.NotFound) {
      throw new UsageError(`Cannot import "${file}": there is no such file or folder`);
    }
    throw error;
  });
  const from = info.isDirectory ? await storeAt(file) : null;
  const path = await storeIn(resolve(name)).catch(() => resolve(name, "store"));
  // Makes it, and makes sure that it takes files.
  await openStore(path);
  const merged = from === null
    ? await unpackInto(await Deno.readFile(file), path)
    : await mergeStore(from, path);
  const { added, alike, harmed } = merged;
  console.log(json ? JSON.stringify({ store: path, ...merged }, null, 2) : path);
  for (const { path, fault } of harmed) say(`Left where it is: ${path}: ${fault}`);
  say(`${added} files added, ${alike} were there already`);
}

async function storeAt(folder: string): Promise<string> {
  return await asUsage(storeIn(resolve(folder)));
}

async function asUsage<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  }
}

if (import.meta.main) Deno.exit(await store(Deno.args));
