import { type ChunkOptions, chunkTexts } from "./chunk_dataset.ts";
import type { TextRecord } from "./text_record.ts";

/**
 * Fan fiction published after October 2024, which none of the paper's models saw. There is no
 * stand-in: what else is called fan fiction would not be unseen.
 */
export async function fanficTexts(options: ChunkOptions): Promise<TextRecord[]> {
  return await chunkTexts("yurakuratov/fanfics_1k_chunks", {
    ...options,
    source: "fanfics",
    licence: "its authors'; read, never passed on",
  });
}
