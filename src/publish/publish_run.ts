import { dirname, join, normalize } from "node:path";
import { writeFileAtomic } from "../fixtures/mod.ts";
import { sha256 } from "../records/canonical.ts";
import { filesBelow, linkedFiles } from "./linked_files.ts";
import { latestRun } from "../records/run_folders.ts";
import { noteFile, readPublishedRun } from "./published_run.ts";
import { runName } from "./run_name.ts";

/** Largest page that is published, bytes: what a phone loads in a few seconds. */
export const mostPageBytes = 5_000_000;

/** What a run's folder may hold beside its page, its charts and what the page links to. */
const dataFiles = [
  "results.jsonl",
  "claims.json",
  "environment.json",
  "plan.json",
  "bench.jsonl",
  "study.json",
  "encoder.json",
];

export interface PublishOptions {
  /** The folder of all published runs. */
  readonly reports: string;
  /** Of the run's own folder. Default: from its day and its machine. */
  readonly name?: string;
  /** What is to be said of the run. Default: what was said of it before. */
  readonly note?: string;
  /** Whether verdicts that were published of this run give way to others. Default: they stay. */
  readonly replace?: boolean;
}

/** A run that now lies below the folder of all. */
export interface Publication {
  readonly name: string;
  readonly folder: string;
  readonly files: readonly string[];
  readonly bytes: number;
}

/**
 * Copies a finished run into a folder of its own: its page, everything that the page links to, its
 * charts and its data. The folder is there whole or not at all. Published again, a run replaces
 * itself, its verdicts only where that is asked for: they are its history. It never replaces another.
 *
 * @throws {RangeError} where the run lacks a file, its page is too large, or another has its name
 */
export async function publishRun(from: string, options: PublishOptions): Promise<Publication> {
  const { reports, note, replace = false } = options;
  const wrong = (what: string) => new RangeError(`Cannot publish "${from}": ${what}`);
  const again = `write its page anew with "deno task report ${from}"`;
  const { environment } = await readPublishedRun(from).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw wrong(
      `it lacks a file of a report (results.jsonl, environment.json, claims.json or index.html); ` +
        `make one with "deno task reproduce --out ${from}", or ${again}`,
    );
  });
  const page = await Deno.readTextFile(join(from, "index.html"));
  const bytes = new TextEncoder().encode(page).length;
  if (bytes > mostPageBytes) {
    throw wrong(
      `its index.html is ${megabytes(bytes)}, want at most ${
        megabytes(mostPageBytes)
      }; ${again}, ` +
        `or narrow the run with --claims or --model`,
    );
  }
  const files = await filesOf(from, { page, wrong, again });
  const name = options.name ?? runName(environment);
  if (!/^[\w][\w.-]*$/.test(name) || name === latestRun) {
    throw wrong(`"${name}" is no name for a folder of it, want letters, digits, "-" and "."`);
  }
  const target = join(reports, name);
  await mustBeFreeOrOwn(target, { from, replace, wrong });
  const staged = `${target}.${crypto.randomUUID()}.tmp`;
  try {
    for (const file of files) {
      await Deno.mkdir(dirname(join(staged, file)), { recursive: true });
      await Deno.copyFile(join(from, file), join(staged, file));
    }
    const said = note ?? await noteIn(target);
    if (said !== "") await writeFileAtomic(join(staged, noteFile), `${said}\n`);
    await Deno.remove(target, { recursive: true }).catch(unlessAbsent);
    await Deno.rename(staged, target);
  } catch (error) {
    await Deno.remove(staged, { recursive: true }).catch(unlessAbsent);
    throw error;
  }
  const there = await filesBelow(target);
  const sizes = await Promise.all(there.map((file) => Deno.stat(join(target, file))));
  const total = sizes.reduce((sum, { size }) => sum + size, 0);
  return { name, folder: target, files: there, bytes: total };
}

/** "7.3 MB". */
export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

interface Complaints {
  readonly wrong: (what: string) => RangeError;
  readonly again: string;
}

async function filesOf(
  from: string,
  { page, wrong, again }: Complaints & { readonly page: string },
): Promise<string[]> {
  const there = new Set(await filesBelow(from));
  const linked = linkedFiles(page);
  for (const file of linked) {
    if (normalize(file).startsWith("..")) {
      throw wrong(`its page links to "${file}", which lies outside it and would not travel along`);
    }
    if (!there.has(normalize(file).replaceAll("\\", "/"))) {
      throw wrong(`its page links to "${file}", which is not there; ${again}`);
    }
  }
  const charts = [...there].filter((file) => file.startsWith("charts/"));
  const data = dataFiles.filter((file) => there.has(file));
  return [...new Set(["index.html", ...data, ...charts, ...linked.map((file) => normalize(file))])];
}

async function mustBeFreeOrOwn(
  target: string,
  { from, replace, wrong }: Pick<Complaints, "wrong"> & {
    readonly from: string;
    readonly replace: boolean;
  },
): Promise<void> {
  const info = await Deno.stat(target).catch(unlessAbsent);
  if (info === undefined) return;
  const held = await hashIn(target, "results.jsonl").catch(unlessAbsent);
  if (held !== await hashIn(from, "results.jsonl")) {
    const what = held === undefined ? "no report" : "another run";
    throw wrong(`"${target}" is ${what}, which stays; want another --name`);
  }
  const same = await hashIn(target, "claims.json") === await hashIn(from, "claims.json");
  if (same || replace) return;
  throw wrong(
    `"${target}" is this run with other verdicts, which are its history; want another --name, or ` +
      `--replace to give them up`,
  );
}

/** Who a run is, by its records, and what was said of it, by its verdicts. */
async function hashIn(folder: string, file: "results.jsonl" | "claims.json"): Promise<string> {
  return sha256(await Deno.readFile(join(folder, file)));
}

async function noteIn(folder: string): Promise<string> {
  return (await Deno.readTextFile(join(folder, noteFile)).catch(unlessAbsent) ?? "").trim();
}

function unlessAbsent(error: unknown): undefined {
  if (error instanceof Deno.errors.NotFound) return;
  throw error;
}
