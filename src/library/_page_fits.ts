import { bestOfE, initialVectors, type Recipe, recipes } from "../proto/mod.ts";
import type { Tokenizer } from "../text/mod.ts";
import type { Opened } from "./_opened.ts";
import { endedFits, type WantedFits, type WrongFit } from "./_run_fits.ts";
import type { FittedSolution } from "./fit_progress.ts";
import type { PageChunk, PageEvent } from "./page_progress.ts";

/** The order of the vectors that pages have. */
export const pageArrangement = "[e][m]×(N−1)";

/** Tokens below which a chunk is not split any more: one takes e alone, and hardly ever fails. */
const fewestTokens = 1;

/** Starts of a chunk that is too small to be split, after its first. */
const startsAgain = 4;

/** Standard deviation of what is added to e for each of them, per component. */
const startNoise = 0.5;

/** A text to fit in chunks, checked. */
export interface WantedPage extends Pick<WantedFits, "tokenizer" | "folder" | "signal"> {
  /** Of the whole text. */
  readonly ids: readonly number[];
  /** N of each chunk but the last, which has what is left. */
  readonly chunkTokens: number;
  /** Most optimiser steps of one chunk's fit. */
  readonly maxSteps: number;
  readonly seed: number;
  readonly batch: number | undefined;
  readonly tell: (event: PageEvent) => void;
}

/** A chunk that came out. */
export interface FittedChunk extends PageChunk {
  /** [K, D]: its own e, and the m of all. */
  readonly proto: Float32Array;
}

/** Every chunk's vectors, in the page's order, and what they took. */
export interface PageFits {
  readonly chunks: readonly FittedChunk[];
  readonly steps: number;
}

/**
 * Fits every chunk's e, m being that of the vectors where all of them begin.
 *
 *     chunks ─► exact? ─yes─► stored
 *       ▲          └─no─► halves, while they can be ─► again, from e moved at random ─► an error
 *       └──────────────────┘
 *
 * @throws Error naming the first chunk that did not come out at all
 */
export async function pageFits(opened: Opened, wanted: WantedPage): Promise<PageFits> {
  const { ids, chunkTokens, seed, tell } = wanted;
  let steps = 0;
  const fitted: FittedChunk[] = [];
  const round = async (
    chunks: readonly PageChunk[],
    how: Terms & { readonly purpose: "chunks" | "halves" | "again" },
  ) => {
    const ended = await fitRound(opened, wanted, { ...how, chunks });
    const missed: Missed[] = [];
    for (const [at, one] of ended.entries()) {
      if ("proto" in one) steps += one.steps;
      if ("proto" in one && one.exact) fitted.push({ ...chunks[at], proto: one.proto });
      else missed.push({ chunk: chunks[at], ended: one });
    }
    return missed;
  };
  const first = evenChunks(ids.length, chunkTokens).map((part) => chunkOf(part, wanted));
  const start = await startOf(opened, wanted, first[0]);
  steps += start.steps;
  let small: Missed[] = [];
  for (let chunks = first, purpose: "chunks" | "halves" = "chunks"; chunks.length > 0;) {
    const missed = await round(chunks, { ...start, purpose });
    const [large, rest] = [missed.filter(canBeSplit), missed.filter((one) => !canBeSplit(one))];
    for (const one of large) tell(missedEvent(one, "halves"));
    for (const one of rest) tell(missedEvent(one, "again"));
    small.push(...rest);
    chunks = large.flatMap(({ chunk }) => halvesOf(chunk).map((part) => chunkOf(part, wanted)));
    purpose = "halves";
  }
  for (let earlier = 1; earlier <= startsAgain && small.length > 0; earlier++) {
    const vectors = movedStart(start.vectors, { seed: seed + earlier });
    const chunks = small.map(({ chunk }) => chunk);
    small = await round(chunks, { vectors, from: "neighbour", purpose: "again" });
  }
  if (small.length > 0) throw new Error(whatIsMissing(small, wanted));
  return { chunks: fitted.sort((a, b) => a.first - b.first), steps };
}

/** Where fits begin. */
interface Terms {
  /** [K, D] */
  readonly vectors: Float32Array;
  readonly from: "common" | "neighbour";
}

interface Missed {
  readonly chunk: PageChunk;
  readonly ended: FittedSolution | WrongFit;
}

/**
 * The vectors where all chunks begin: the model's common start; where it has none, the first chunk's
 * own solution, of both vectors from normal ones.
 */
async function startOf(
  opened: Opened,
  wanted: WantedPage,
  first: PageChunk,
): Promise<Terms & { readonly steps: number }> {
  const common = opened.starts.get(pageArrangement)?.proto;
  if (common !== undefined) return { vectors: common, from: "common", steps: 0 };
  const [ended] = await fitRound(opened, wanted, {
    purpose: "start",
    chunks: [first],
    recipe: recipes.open,
  });
  if (!("proto" in ended)) throw new Error(whatIsMissing([{ chunk: first, ended }], wanted));
  return { vectors: ended.proto, from: "neighbour", steps: ended.steps };
}

/** The start with noise on e; m is everyone's and stays. */
function movedStart(start: Float32Array, { seed }: { readonly seed: number }): Float32Array {
  const width = start.length / 2;
  const normal = { ...recipes.open, initialDeviation: startNoise };
  const noise = initialVectors(normal, { seed, index: 0, size: width });
  return start.map((value, i) => i < width ? value + noise[i] : value);
}

async function fitRound(
  opened: Opened,
  wanted: WantedPage,
  round:
    & Pick<PageEvent & { readonly kind: "round" }, "purpose" | "chunks">
    & (Terms | { readonly recipe: Recipe }),
): Promise<(FittedSolution | WrongFit)[]> {
  const { ids, tokenizer, folder, signal, seed, batch, maxSteps, tell } = wanted;
  const { purpose, chunks } = round;
  tell({ kind: "round", purpose, chunks });
  const how = "recipe" in round ? round : {
    recipe: bestOfE({ name: "chunk", from: round.from, maxSteps }),
    neighbour: round.from === "neighbour" ? { proto: round.vectors } : undefined,
  };
  return await endedFits(opened, {
    targets: chunks.map(({ first, tokens }) => ids.slice(first, first + tokens)),
    terms: { ...how, arrangement: pageArrangement, seed, batch, numeric: "float32" },
    tokenizer,
    folder,
    signal,
    tell(event) {
      tell({ kind: "fit", event });
      if (event.kind !== "fitted" || purpose === "start" || !event.solution.exact) return;
      tell({ kind: "stored", chunk: chunks[event.text], steps: event.solution.steps });
    },
  });
}

type Part = Pick<PageChunk, "number" | "first" | "tokens">;

function evenChunks(tokens: number, chunkTokens: number): Part[] {
  return Array.from({ length: Math.ceil(tokens / chunkTokens) }, (_, at) => {
    const first = at * chunkTokens;
    return { number: at + 1, first, tokens: Math.min(chunkTokens, tokens - first) };
  });
}

const canBeSplit = ({ chunk: { tokens } }: Missed) => tokens >= 2 * fewestTokens;

function halvesOf({ number, first, tokens }: Part): Part[] {
  const half = Math.ceil(tokens / 2);
  return [
    { number, first, tokens: half },
    { number, first: first + half, tokens: tokens - half },
  ];
}

/** A part with the beginning of its text, on one line. */
function chunkOf(
  part: Part,
  { ids, tokenizer }: { readonly ids: readonly number[]; readonly tokenizer: Tokenizer },
): PageChunk {
  const { first, tokens } = part;
  const text = tokenizer.decode(ids.slice(first, first + Math.min(tokens, 12)));
  const words = text.replaceAll(/[\s\p{C}]+/gu, " ").trim().split(" ").slice(0, 4).join(" ");
  return { ...part, words };
}

function missedEvent({ chunk, ended }: Missed, next: "halves" | "again"): PageEvent {
  const correctTokens = "proto" in ended ? ended.correctTokens : 0;
  return { kind: "missed", chunk, correctTokens, next };
}

function whatIsMissing([{ chunk, ended }, ...more]: readonly Missed[], wanted: WantedPage): string {
  const { number, first, tokens, words } = chunk;
  const others = more.length === 0 ? "" : ` and ${more.length} more`;
  const how = "proto" in ended
    ? `${ended.correctTokens} of ${tokens} tokens are right after ${wanted.maxSteps} steps from ` +
      `each of ${startsAgain + 1} starts`
    : `want ${ended.want}, got ${ended.got}`;
  return `Cannot store chunk ${number} "${words}…" (tokens ${first + 1} to ${first + tokens})` +
    `${others}: ${how}; give it more steps or another seed`;
}
