import { sha256 } from "./_sha256.ts";
import type { TextRecord, TextSource } from "./text_record.ts";

/** Fetches a URL whole; throws when it cannot. */
export type Download = (url: string) => Promise<Uint8Array>;

/** Where prepared text chunks come from. */
export interface ChunkOptions {
  /** How many texts, from the first row on. */
  readonly count: number;
  readonly download: Download;
  /** The Hub's dataset viewer, or a server that answers like it. */
  readonly server?: string;
}

// A chunk is about 100 kB, and the server cuts the cells of an answer that grows too large.
const rowsPerRequest = 10;

/**
 * Texts of one of the predecessor's datasets of 1,000 chunks (12,000 to 25,000 words each, column
 * `text`), read row by row from the Hub's dataset viewer. As there, a text is the second half of a
 * chunk's sentences; they are told apart by Unicode's rules and not by NLTK's punkt model, so that
 * a half may begin a sentence earlier or later.
 *
 * The viewer serves no fixed revision: a record's sha256 is what identifies its text.
 *
 * @throws {SyntaxError} when the server answers with anything but whole rows
 */
export async function chunkTexts(
  dataset: string,
  options: ChunkOptions & { source: TextSource; licence: string },
): Promise<TextRecord[]> {
  const { count, download, source, licence } = options;
  const { server = "https://datasets-server.huggingface.co" } = options;
  const records: TextRecord[] = [];
  while (records.length < count) {
    const query = new URLSearchParams({
      dataset,
      config: "default",
      split: "train",
      offset: String(records.length),
      length: String(Math.min(rowsPerRequest, count - records.length)),
    });
    const chunks = chunksOf(await download(`${server}/rows?${query}`), dataset);
    if (chunks.length === 0) {
      throw new RangeError(
        `Cannot take ${count} texts from "${dataset}": it has ${records.length} rows`,
      );
    }
    for (const chunk of chunks.slice(0, count - records.length)) {
      const text = secondHalf(chunk);
      const id = `${source}-chunk-${records.length}`;
      records.push({ id, source, licence, sha256: sha256(text), text });
    }
  }
  return records;
}

/** The later half of a text's sentences, by number, the middle one included. */
export function secondHalf(text: string): string {
  const sentences = [...new Intl.Segmenter("en", { granularity: "sentence" }).segment(text)];
  return text.slice(sentences[Math.floor(sentences.length / 2)]?.index ?? 0).trim();
}

function chunksOf(bytes: Uint8Array, dataset: string): string[] {
  let answer: { rows?: unknown };
  try {
    answer = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    throw new SyntaxError(`Cannot read rows of "${dataset}": ${(error as Error).message}`);
  }
  if (!Array.isArray(answer?.rows)) {
    throw new SyntaxError(`Cannot read rows of "${dataset}": the answer has no list "rows"`);
  }
  return answer.rows.map((entry, i) => {
    const text = entry?.row?.text;
    const whole = entry?.truncated_cells === undefined || entry.truncated_cells.length === 0;
    if (typeof text === "string" && text !== "" && whole) return text;
    throw new SyntaxError(
      `Cannot read rows of "${dataset}": row ${i} of the answer has no whole column "text"`,
    );
  });
}
