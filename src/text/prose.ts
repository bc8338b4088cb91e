import manifest from "../../fixtures/texts.json" with { type: "json" };
import { sha256 } from "./_sha256.ts";
import type { TextRecord, TextSource } from "./text_record.ts";

/** What `fixtures/texts.json` says of a committed text. */
export interface ProseEntry {
  readonly id: string;
  readonly source: TextSource;
  /** "evaluation": never trained on by the tiny models; "tuning": what recipes are made on. */
  readonly split: string;
  readonly title: string;
  readonly author: string;
  readonly year: number;
  readonly part: string;
  /** Runs of characters between spaces. */
  readonly words: number;
  readonly licence: string;
  /** The package and file that the text was cut from, and that file's sha256. */
  readonly origin?: { readonly package: string; readonly file: string; readonly sha256: string };
  readonly sha256: string;
}

const entries = manifest as readonly ProseEntry[];

/** What the committed texts of a source are, where they are not the paper's. */
const standIns: Partial<Record<TextSource, string>> = {
  pg19: "committed excerpts of public-domain books, in place of the PG-19 validation chunks",
};

const books = new Map(entries.map(({ id, title }) => [id, title]));

/**
 * The book that a text is from, whose texts have its author and its subject in common; a text that
 * is not among the committed ones stands for itself.
 */
export function bookOf(textId: string): string {
  return books.get(textId) ?? textId;
}

/** The committed texts, of one source or all, in the manifest's order. */
export function listTexts(options: { source?: TextSource } = {}): readonly ProseEntry[] {
  const { source } = options;
  return source === undefined ? entries : entries.filter((entry) => entry.source === source);
}

/**
 * A committed text.
 *
 * @throws {RangeError} when there is no text of that id
 * @throws {Error} when the file is not the one the manifest pins
 */
export async function loadText(id: string): Promise<TextRecord> {
  const entry = entries.find((one) => one.id === id);
  if (entry === undefined) {
    throw new RangeError(
      `Cannot load text "${id}": no such id, known are "${entries[0].id}" to ` +
        `"${entries[entries.length - 1].id}" in fixtures/texts.json`,
    );
  }
  const bytes = await Deno.readFile(new URL(`../../fixtures/texts/${id}.txt`, import.meta.url));
  const got = sha256(bytes);
  if (got !== entry.sha256) {
    throw new Error(
      `Cannot load text "${id}": its sha256 is ${got}, fixtures/texts.json pins ` +
        `${entry.sha256}; restore fixtures/texts/${id}.txt`,
    );
  }
  const { source, licence } = entry;
  const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  const record = { id, source, licence, sha256: got, text };
  const standIn = standIns[source];
  return standIn === undefined ? record : { ...record, standIn };
}

/**
 * The first `count` committed texts of a source, all of them by default.
 *
 * @throws {RangeError} when there are fewer
 */
export async function committedTexts(source: TextSource, count?: number): Promise<TextRecord[]> {
  const all = listTexts({ source });
  const wanted = count ?? all.length;
  if (!Number.isSafeInteger(wanted) || wanted < 0 || wanted > all.length) {
    throw new RangeError(
      `Cannot take "${count}" texts of source "${source}": ${all.length} are committed`,
    );
  }
  return await Promise.all(all.slice(0, wanted).map(({ id }) => loadText(id)));
}
