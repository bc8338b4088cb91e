import { committedTexts } from "./prose.ts";
import type { TextRecord } from "./text_record.ts";

/**
 * Short prose written for this project, in no model's training data. A source of its own: it feeds
 * no claim about fan fiction.
 *
 * @throws {RangeError} when more texts are asked for than there are
 */
export async function writtenTexts(options: { count?: number } = {}): Promise<TextRecord[]> {
  return await committedTexts("written", options.count);
}
