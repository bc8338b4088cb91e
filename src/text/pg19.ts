import { type ChunkOptions, chunkTexts } from "./chunk_dataset.ts";
import { committedTexts } from "./prose.ts";
import type { TextRecord } from "./text_record.ts";

/**
 * PG-19-like prose: books published before 1919.
 *
 * With `download`, the validation chunks that the paper takes its texts from; without, the
 * committed excerpts, marked as stand-ins.
 *
 * @throws {RangeError} when more texts are asked for than there are
 */
export async function pg19Texts(
  options: { count: number } & Partial<ChunkOptions>,
): Promise<TextRecord[]> {
  const { count, download, server } = options;
  if (download === undefined) return await committedTexts("pg19", count);
  return await chunkTexts("yurakuratov/pg19_valid_1k_chunks", {
    count,
    download,
    server,
    source: "pg19",
    licence: "public domain",
  });
}
