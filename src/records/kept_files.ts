import { join } from "node:path";
import type { GeneratedText } from "../text/mod.ts";
import { sha256, tokenIdsSha256 } from "./canonical.ts";
import { type Checkpoint, readCheckpoint } from "./checkpoint.ts";
import { amount, count, type DataShape, fields, listOf, maybe, text } from "./data_shape.ts";
import type { FitJob, FitResult, JobRecord } from "./record.ts";
import { recordFault } from "./record_shape.ts";
import { readSolution, type Solution, type StoredSolution } from "./solution.ts";

/** Kinds of files in a store, each a folder, and how the names in it end. */
export const endings = {
  records: "json",
  solutions: "safetensors",
  checkpoints: "safetensors",
  texts: "json",
  spent: "json",
} as const;

export type FileKind = keyof typeof endings;

/** What a file holds, or what is wrong with it in words; null where there is none. */
export type Kept<T> = { readonly value: T } | { readonly fault: string } | null;

/** Where a store's file lies. */
export function keptPath(folder: string, { kind, key }: { kind: FileKind; key: string }): string {
  return join(folder, kind, `${key}.${endings[kind]}`);
}

/** Reads the files of a store one by one, each checked against its own hash and shape; writes nothing. */
export interface KeptFiles {
  record(key: string): Promise<Kept<JobRecord>>;
  solution(key: string): Promise<Kept<StoredSolution>>;
  checkpoint(key: string): Promise<Kept<Checkpoint>>;
  text(key: string): Promise<Kept<GeneratedText>>;
  spent(key: string): Promise<Kept<{ readonly seconds: number }>>;
}

export function keptFiles(folder: string): KeptFiles {
  const at = (kind: FileKind, key: string) => keptPath(folder, { kind, key });
  return {
    record: async (key) => {
      const kept = await json<JobRecord>(
        at("records", key),
        (value) =>
          contentFault(value) ?? recordFault(value) ?? (
            (value as JobRecord).key === key ? null : "it is of another job than its name says"
          ),
      );
      return kept !== null && "value" in kept ? { value: withoutHash(kept.value) } : kept;
    },
    solution: (key) => read(readSolution(at("solutions", key))),
    async checkpoint(key) {
      const kept = await read(readCheckpoint(at("checkpoints", key)));
      if (kept === null || "fault" in kept || kept.value.id === key) return kept;
      return { fault: "it is of another job than its name says" };
    },
    text: (key) => json(at("texts", key), textFault),
    spent: (key) => json(at("spent", key), (value) => spentShape(value, "")),
  };
}

/** A record as its file has it: with the sha256 of all that it says, its times too. */
export function recordText(record: JobRecord): string {
  const content = JSON.stringify(record);
  return JSON.stringify({ ...record, sha256: sha256(content) });
}

/** Records were written without a sha256 before; then only their shape speaks for them. */
function contentFault(value: unknown): string | null {
  const { sha256: said, ...content } = { ...value as { sha256?: unknown } };
  if (said === undefined || said === sha256(JSON.stringify(content))) return null;
  return "its content is not what its sha256 was taken of; it was damaged or changed";
}

function withoutHash(record: JobRecord & { readonly sha256?: string }): JobRecord {
  const { sha256: _, ...content } = record;
  return content;
}

/**
 * What keeps a solution from being its fit's, null where nothing does: its file may be sound and
 * still not be the one that the record was made with.
 */
export function solutionFault(
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

/** JSON of a file in which `fault` finds none. */
async function json<T>(path: string, fault: (value: unknown) => string | null): Promise<Kept<T>> {
  const content = await Deno.readTextFile(path).catch(absent);
  if (content === null) return null;
  const [value, wrong] = parsed(content);
  const found = wrong ?? fault(value);
  return found === null ? { value: value as T } : { fault: found };
}

async function read<T>(reading: Promise<T>): Promise<Kept<T>> {
  try {
    return { value: await reading };
  } catch (error) {
    if (!isSpoilt(error)) return absent(error);
    return { fault: error.message.replace(/^Cannot read [a-z]+ ".*?": /s, "") };
  }
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

/** Null for a file that is not there. */
export function absent(error: unknown): null {
  if (error instanceof Deno.errors.NotFound) return null;
  throw error;
}
