import { join } from "node:path";
import { mustTakeFiles, writeFileAtomic } from "../fixtures/mod.ts";
import type { GeneratedText } from "../text/mod.ts";
import { sha256, tokenIdsSha256 } from "./canonical.ts";
import { type Checkpoint, readCheckpoint, writeCheckpoint } from "./checkpoint.ts";
import { amount, count, type DataShape, fields, listOf, maybe, text } from "./data_shape.ts";
import type { FitJob, FitResult, JobRecord } from "./record.ts";
import { recordFault } from "./record_shape.ts";
import { readSolution, type Solution, writeSolution } from "./solution.ts";

/**
 * What a run has so far, one file a job, named by its key. Files are the truth; there is no index.
 * Whole files only are renamed into place, so what a file has wrong came from outside: it counts as
 * absent, and what it held is measured anew.
 *
 *     records/KEY.json   texts/KEY.json   solutions/KEY.safetensors   checkpoints/KEY.safetensors   spent/PLAN.json
 */
export interface RunStore {
  /** Null where there is none, or one that was harmed, or whose solution was. */
  get(key: string): Promise<JobRecord | null>;
  /** Writes a record whole or not at all, and drops the job's checkpoint. */
  put(record: JobRecord): Promise<void>;
  checkpoint(key: string): Promise<Checkpoint | null>;
  putCheckpoint(key: string, checkpoint: Checkpoint): Promise<void>;
  /** A text a model has written, kept so that it is written once. */
  text(key: string): Promise<GeneratedText | null>;
  putText(key: string, text: GeneratedText): Promise<void>;
  putSolution(
    key: string,
    solution: Solution,
  ): Promise<Required<Pick<FitResult, "solutionFile" | "solutionSha256">>>;
  /** The solution of a fit that was measured. */
  solution(key: string): Promise<Solution>;
  /** Wall time that earlier runs have spent on a plan, seconds. */
  spentSeconds(plan: string): Promise<number>;
  putSpentSeconds(plan: string, seconds: number): Promise<void>;
}

export interface StoreOptions {
  /** Told once of every file that counts as absent: which it is, and what is wrong with it. */
  readonly onHarmed?: (line: string) => void;
}

/**
 * Opens the store in `folder`, which is made where it is missing.
 *
 * @throws Error where files cannot be written there
 */
export async function openStore(
  folder: string,
  { onHarmed = () => {} }: StoreOptions = {},
): Promise<RunStore> {
  const at = (kind: string, key: string, ending: string) => join(folder, kind, `${key}.${ending}`);
  await mustTakeFiles(folder, {
    what: "the store",
    cure: "ONEPASS_CACHE names another cache, --out another folder of a run",
  });
  for (const kind of ["records", "solutions", "checkpoints", "texts"]) {
    await Deno.mkdir(join(folder, kind), { recursive: true });
  }
  const told = new Set<string>();
  const harmed = (path: string, fault: string) => {
    if (!told.has(path)) onHarmed(`Taken for absent: ${path}: ${fault}`);
    told.add(path);
    return null;
  };
  /** JSON of a file, null where there is none or `fault` finds one. */
  const sound = async <T>(path: string, fault: (value: unknown) => string | null) => {
    const content = await Deno.readTextFile(path).catch(absent);
    if (content === null) return null;
    const [value, wrong] = parsed(content);
    const found = wrong ?? fault(value);
    return found === null ? value as T : harmed(path, found);
  };
  const without = <T>(path: string, read: Promise<T>): Promise<T | null> =>
    read.catch((error) => {
      if (!isSpoilt(error)) return absent(error);
      return harmed(path, error.message.replace(/^Cannot read [a-z]+ ".*?": /s, ""));
    });
  return {
    async get(key) {
      const path = at("records", key, "json");
      const record = await sound<JobRecord>(path, (value) =>
        recordFault(value) ?? (
          (value as JobRecord).key === key ? null : "it is of another job than its name says"
        ));
      if (record?.job.kind !== "fit" || record.outcome !== "measured") return record;
      const solutionPath = at("solutions", key, "safetensors");
      const solution = await without(solutionPath, readSolution(solutionPath));
      if (solution === null) return null;
      const fault = solutionFault(record, solution);
      return fault === null ? record : harmed(solutionPath, fault);
    },
    text: (key) => sound<GeneratedText>(at("texts", key, "json"), textFault),
    putText: (key, text) => writeFileAtomic(at("texts", key, "json"), JSON.stringify(text)),
    async put(record) {
      await writeFileAtomic(at("records", record.key, "json"), JSON.stringify(record));
      await Deno.remove(at("checkpoints", record.key, "safetensors")).catch(absent);
    },
    async checkpoint(key) {
      const path = at("checkpoints", key, "safetensors");
      const checkpoint = await without(path, readCheckpoint(path));
      if (checkpoint === null || checkpoint.id === key) return checkpoint;
      return harmed(path, "it is of another job than its name says");
    },
    putCheckpoint: (key, checkpoint) =>
      writeCheckpoint(at("checkpoints", key, "safetensors"), checkpoint),
    async putSolution(key, solution) {
      const solutionSha256 = await writeSolution(at("solutions", key, "safetensors"), solution);
      return { solutionFile: join("store", "solutions", `${key}.safetensors`), solutionSha256 };
    },
    solution: (key) => readSolution(at("solutions", key, "safetensors")),
    async spentSeconds(plan) {
      const path = at("spent", plan, "json");
      const spent = await sound<{ seconds: number }>(path, (value) => spentShape(value, ""));
      return spent?.seconds ?? 0;
    },
    putSpentSeconds: (plan, seconds) =>
      writeFileAtomic(at("spent", plan, "json"), JSON.stringify({ seconds })),
  };
}

const spentShape: DataShape = fields({ seconds: amount });

const generatedText: DataShape = fields({
  id: text,
  source: text,
  licence: text,
  sha256: text,
  text,
  standIn: maybe(text),
  ids: listOf(count),
});

function textFault(value: unknown): string | null {
  const fault = generatedText(value, "");
  if (fault !== null) return fault;
  const { text, sha256: want } = value as GeneratedText;
  return sha256(text) === want ? null : "its text is not what its sha256 was taken of";
}

/** A solution's file may be sound and still not be the one that its record was made with. */
function solutionFault(
  { job, result }: { readonly job: JobRecord["job"]; readonly result: unknown },
  solution: Solution & { readonly sha256: string | null },
): string | null {
  const { model, arrangement, tokens, recipe, seed, text } = job as FitJob;
  const { accuracy, targetIds, solutionSha256 } = result as FitResult;
  const want = {
    arrangement,
    tokens,
    model: model.id,
    weightsSha256: model.weightsSha256,
    tokenizerSha256: model.tokenizerSha256,
    recipe: recipe.name,
    seed,
    accuracy,
    tokenIdsSha256: text.tokenIdsSha256,
    ...solutionSha256 === undefined ? {} : { sha256: solutionSha256 },
  };
  for (const [name, value] of Object.entries(want)) {
    const got = solution[name as keyof typeof want];
    if (got !== value) return `its ${name} is ${got}, its record's ${value}`;
  }
  return tokenIdsSha256(targetIds) === text.tokenIdsSha256
    ? null
    : "its record's target ids are not those of its text";
}

function parsed(content: string): [value: unknown, wrong: string | null] {
  try {
    return [JSON.parse(content), null];
  } catch {
    return [undefined, content === "" ? "it is empty" : "it is not JSON"];
  }
}

/** What readers say of a file that is not what it should be. */
function isSpoilt(error: unknown): error is Error {
  return error instanceof SyntaxError || error instanceof TypeError || error instanceof RangeError;
}

function absent(error: unknown): null {
  if (error instanceof Deno.errors.NotFound) return null;
  throw error;
}
