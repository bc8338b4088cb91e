import { join } from "node:path";
import { fixtureSettings } from "../fixtures/mod.ts";
import { tokenIdsSha256 } from "../records/canonical.ts";
import { chunkVectors, type Page } from "../records/page.ts";
import { storedAs } from "../records/vector_formats.ts";
import { exactIds } from "../text/mod.ts";
import { type Opened, openedOf } from "./_opened.ts";
import { pageArrangement, type PageFits, pageFits, type WantedPage } from "./_page_fits.ts";
import { checkedTerms, checkedTexts, type FitTerms, mustBeWhole } from "./checked_fit.ts";
import type { FitOptions } from "./fit.ts";
import type { Model } from "./model.ts";
import { pageBits, windowTokens } from "./page_bits.ts";
import type { FittedPage, PageEvent } from "./page_progress.ts";
import { pageIds } from "./reconstruct_page.ts";

/** How a text of any length is stored in chunks. */
export interface FitPageOptions
  extends Pick<FitTerms, "tokens" | "seed" | "batch">, Pick<FitOptions, "folder" | "signal"> {
  /** N: tokens a chunk; the last one has what is left. Default: {@link defaultChunkTokens}. */
  readonly chunkTokens?: number;
  /** Most optimiser steps of one chunk's fit; default 300. */
  readonly maxSteps?: number;
  /** All that happens. What it throws ends the fits. */
  readonly onEvent?: (event: PageEvent) => void;
}

/** A page being fitted. */
export interface PageRun {
  /** Every chunk exact: the page gives its text back, which was tried. */
  readonly page: Promise<FittedPage>;
}

/** Tokens a chunk, where nobody says otherwise. */
export const defaultChunkTokens = 8;

const defaultMaxSteps = 300;

/**
 * Stores a text of any length: cut into chunks of N tokens, each of which has an e of its own, while
 * all share one m, the one of the model's common start. Where a model has none, the first chunk is
 * fitted with both vectors, and is everyone's start. A chunk that does not come out in its steps is
 * split in two. Every chunk's fit is kept as fit() keeps it: stopped, the same call goes on.
 *
 * @example A text out of one file
 * ```ts
 * import assert from "node:assert/strict";
 * import { fitPage, openModel, readPage, reconstructPage, writePage } from "../../mod.ts";
 *
 * await using model = await openModel("tiny-llama");
 * const folder = await Deno.makeTempDir();
 * const text = "It was a bright cold day in April.";
 *
 * const page = await fitPage(model, text, { chunkTokens: 4, batch: 4, folder }).page;
 * await writePage(`${folder}/page.safetensors`, page);
 * const read = await readPage(`${folder}/page.safetensors`);
 * assert.equal(read.e.length, read.tokens.length * model.width);
 * assert.equal(await reconstructPage(model, read), text);
 * await Deno.remove(folder, { recursive: true });
 * ```
 *
 * @throws {TypeError} where an argument is of the wrong kind, or the model is closed
 * @throws {RangeError} where the text is empty, or spelt with what its tokenizer cannot hold, or a value
 * cannot be
 */
export function fitPage(model: Model, text: string, options: FitPageOptions = {}): PageRun {
  const opened = openedOf(model, { to: "fit" });
  const { folder = join(fixtureSettings().cacheFolder, "fits"), onEvent } = options;
  const { chunkTokens = defaultChunkTokens, maxSteps = defaultMaxSteps } = options;
  const { seed, batch, tokens } = checkedTerms(options);
  mustBeWhole(chunkTokens, { name: "chunkTokens", least: 1, most: model.context });
  mustBeWhole(maxSteps, { name: "maxSteps", least: 1 });
  const [whole, ...others] = checkedTexts(text);
  if (others.length > 0) throw new TypeError("Cannot fit several texts as one page: want one text");
  const { tokenizer } = model;
  const ids = exactIds(whole, tokenizer, { tokens });
  const signal = options.signal === undefined
    ? opened.closing
    : AbortSignal.any([options.signal, opened.closing]);
  const tell = (event: PageEvent) => onEvent?.(event);
  const wanted = {
    ...{ ids, chunkTokens, maxSteps, seed, batch },
    ...{ tokenizer, folder, signal, tell },
  };
  const page = opened.turns.take(
    async () => await pageOf(opened, wanted, await pageFits(opened, wanted)),
    signal,
  );
  return { page };
}

/** The chunks' vectors as one page, which is read back once more as any reader would. */
async function pageOf(
  opened: Opened,
  { ids, tokenizer }: WantedPage,
  { chunks, steps }: PageFits,
): Promise<FittedPage> {
  const { ready: { id, weightsSha256, tokenizerSha256 }, config: { width } } = opened;
  const m = chunks[0].proto.slice(width);
  const e = new Float32Array(chunks.length * width);
  chunks.forEach(({ proto }, at) => e.set(proto.subarray(0, width), at * width));
  const page: Page = {
    ...{ e, m, width },
    arrangement: pageArrangement,
    tokens: chunks.map(({ tokens }) => tokens),
    model: id,
    weightsSha256,
    tokenizerSha256,
    recipe: "chunk",
    tokenIdsSha256: tokenIdsSha256(ids),
  };
  for (const [at, { number, words, proto }] of chunks.entries()) {
    if (chunkVectors(page, at).every((value, i) => Object.is(value, proto[i]))) continue;
    throw new Error(`Cannot store chunk ${number} "${words}…": its fit has moved m`);
  }
  const read = await pageIds(opened, page);
  const wrong = chunks.find(({ first, tokens }) =>
    ids.slice(first, first + tokens).some((one, i) => one !== read[first + i])
  );
  if (wrong !== undefined) {
    throw new Error(
      `Cannot vouch for chunk ${wrong.number} "${wrong.words}…": its e with the page's m gives ` +
        "other tokens than its fit did",
    );
  }
  const text = tokenizer.decode(read);
  const half = { ...page, e: storedAs("float16", { proto: e, width }), m: roundedToFloat16(m) };
  return {
    ...page,
    text,
    ids,
    chunks: chunks.map(({ proto: _, ...chunk }) => chunk),
    steps,
    bits: pageBits(text, {
      chunks: chunks.length,
      width,
      tokens: ids.length,
      informationNats: await pageInformation(opened, { ids, tokenizer }),
    }),
    exactAsFloat16: tokenIdsSha256(await pageIds(opened, half)) === page.tokenIdsSha256,
  };
}

/** H_LM of a page, window by window, each after the token that begins texts, nats. */
async function pageInformation(
  { session }: Opened,
  { ids, tokenizer }: Pick<WantedPage, "ids" | "tokenizer">,
): Promise<number> {
  const startId = session.bosId ?? tokenizer.bosId ?? 0;
  const most = Math.min(windowTokens, session.context);
  let sum = 0;
  for (let first = 0; first < ids.length; first += most) {
    sum += await session.informationNats({ ids: ids.slice(first, first + most), startId });
  }
  return sum;
}

const roundedToFloat16 = (vector: Float32Array) =>
  storedAs("float16", { proto: vector, width: vector.length });
