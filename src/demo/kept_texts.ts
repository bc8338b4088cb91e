import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { listTexts, loadText, prefixOf, type Tokenizer } from "../text/mod.ts";
import { tokenIdsSha256 } from "../records/canonical.ts";
import { readSolution, type Solution } from "../records/solution.ts";
import kept from "../../fixtures/solutions/tiny-llama/manifest.json" with { type: "json" };

/** A stored text, its solution, and where both come from. */
export interface KeptText {
  readonly solution: Solution;
  /** The solution's file. */
  readonly path: string;
  /** The N token ids it says. */
  readonly targets: readonly number[];
  /** Forward-backward passes that the fit took. */
  readonly steps: number;
  /** Makes the solution again. */
  readonly command: string;
  /** "Lewis Carroll, Alice's Adventures in Wonderland". */
  readonly origin: string;
}

const manifest = fileURLToPath(
  new URL("../../fixtures/solutions/tiny-llama/manifest.json", import.meta.url),
);

/**
 * The tiny model's kept solutions, shortest first.
 *
 * @throws {RangeError} where a solution is not of the text that the manifest names
 */
export async function keptTexts(tokenizer: Tokenizer): Promise<KeptText[]> {
  const texts = await Promise.all(kept.map(async ({ file, text: id, tokens, steps, command }) => {
    const path = join(dirname(manifest), file);
    const solution = await readSolution(path);
    const targets = prefixOf(tokenizer.encode((await loadText(id)).text), tokens);
    if (tokenIdsSha256(targets) !== solution.tokenIdsSha256) {
      throw new RangeError(
        `Cannot show solution "${file}": it says other tokens than the first ${tokens} of "${id}", ` +
          `make it again with "${command}"`,
      );
    }
    return { solution, path, targets, steps, command, origin: originOf(id) };
  }));
  return texts.sort((a, b) => a.targets.length - b.targets.length);
}

function originOf(id: string): string {
  const { author, title } = listTexts().find((entry) => entry.id === id)!;
  return `${author}, ${title}`;
}
