import { arrangementNamed } from "../proto/mod.ts";
import { tokenIdsSha256 } from "../records/canonical.ts";
import { chunkVectors, type Page } from "../records/page.ts";
import { type Opened, openedOf } from "./_opened.ts";
import type { Model } from "./model.ts";
import { mustBeMadeFor, type ReadBack } from "./reconstruct.ts";

/**
 * The text a page holds: chunks of one length side by side in one forward pass, as many as have room,
 * all their tokens decoded together.
 *
 * @throws {TypeError} where there is no page, or the model is closed
 * @throws {RangeError} where the page was made for other weights, or does not fit the model
 */
export async function reconstructPage(model: Model, page: Page): Promise<string> {
  return (await readPageBack(model, page)).text;
}

/**
 * What {@link reconstructPage} reads, with the ids and whether all are right.
 *
 * @throws {TypeError | RangeError} as reconstructPage() does
 */
export async function readPageBack(model: Model, page: Page): Promise<ReadBack> {
  const opened = openedOf(model, { to: "reconstruct" });
  mustBePageFor(opened, page);
  const ids = await pageIds(opened, page);
  return {
    text: model.tokenizer.decode(ids),
    ids,
    exact: tokenIdsSha256(ids) === page.tokenIdsSha256,
  };
}

/**
 * All ids that a page says. An engine may sum in another order for another number of chunks, and a
 * close call between two tokens then falls otherwise: where the page says that it is not right, each
 * chunk is read alone, as its fit was.
 */
export async function pageIds(opened: Opened, page: Page): Promise<number[]> {
  const together = await idsOf(opened, page, Infinity);
  if (tokenIdsSha256(together) === page.tokenIdsSha256) return together;
  const alone = await idsOf(opened, page, 1);
  return tokenIdsSha256(alone) === page.tokenIdsSha256 ? alone : together;
}

/** The same, at most so many chunks a request. */
async function idsOf({ session }: Opened, page: Page, most: number): Promise<number[]> {
  const { arrangement } = page;
  const said: number[][] = [];
  for (const [tokens, chunks] of Map.groupBy(page.tokens.keys(), (at) => page.tokens[at])) {
    for (let first = 0; first < chunks.length; first += most) {
      const some = chunks.slice(first, first + most);
      const protos = some.map((chunk) => chunkVectors(page, chunk));
      const read = await session.reconstructTexts({ arrangement, tokens, protos });
      some.forEach((chunk, at) => said[chunk] = read[at]);
    }
  }
  return said.flat();
}

/** A file that names the right weights may still hold anything. */
function mustBePageFor(opened: Opened, page: Page): void {
  if (!(page?.e instanceof Float32Array && page.m instanceof Float32Array)) {
    throw new TypeError("Cannot reconstruct: want a page as fitPage() or readPage() gives it");
  }
  const { e, m, width, tokens, arrangement } = page;
  const { vectors } = arrangementNamed(arrangement);
  if (m.length !== width || e.length !== tokens.length * width || vectors !== 2) {
    throw new RangeError(
      `Cannot reconstruct: its ${tokens.length} chunks have ${e.length} components and m ` +
        `${m.length}, ${arrangement} wants ${vectors} vectors of ${width}`,
    );
  }
  const proto = chunkVectors(page, 0);
  for (const count of new Set(tokens)) {
    mustBeMadeFor(opened, { ...page, proto, tokens: count, seed: 0, accuracy: 1 });
  }
}
