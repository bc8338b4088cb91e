import pinned from "../../fixtures/texts/words/word_lists.json" with { type: "json" };
import type { Download } from "./chunk_dataset.ts";
import { englishWords, gloveWords, type WordList } from "./word_list.ts";

/**
 * The paper's word list from the first mirror that has it, or the committed stand-in, named as one.
 * A mirror is believed by the list's sha256 alone.
 */
export async function gloveOrStandIn(
  { download, mirrors = pinned.glove.mirrors, onFailed = () => {} }: {
    readonly download: Download;
    readonly mirrors?: readonly string[];
    readonly onFailed?: (mirror: string, reason: string) => void;
  },
): Promise<WordList> {
  for (const mirror of mirrors) {
    try {
      return gloveWords(await download(mirror));
    } catch (error) {
      onFailed(mirror, (error as Error).message);
    }
  }
  return await englishWords();
}
