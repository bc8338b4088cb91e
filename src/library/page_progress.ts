import type { Page } from "../records/page.ts";
import type { FitEvent } from "./fit_progress.ts";
import type { PageBits } from "./page_bits.ts";

/** Tokens of a page that one e holds, or is to hold. */
export interface PageChunk {
  /** Which of the chunks that the text was first cut into, from 1; both halves of one have its number. */
  readonly number: number;
  /** Place of its first token in the page, from 0. */
  readonly first: number;
  /** N */
  readonly tokens: number;
  /** How its text begins. */
  readonly words: string;
}

/** A page and how it came about. */
export interface FittedPage extends Page {
  /** What is read back from it, which is the text that was given. */
  readonly text: string;
  /** All chunks' ids together. */
  readonly ids: readonly number[];
  /** The chunks in the page's order, one for each e. */
  readonly chunks: readonly PageChunk[];
  /** Optimiser steps of all fits, those that were split or begun again included. */
  readonly steps: number;
  /** What it takes, beside what gzip takes. */
  readonly bits: PageBits;
  /** Whether e and m rounded to float16 give the same text. */
  readonly exactAsFloat16: boolean;
}

/** All that happens while a page is fitted. */
export type PageEvent =
  /**
   * Chunks begin to be fitted: the first one with both vectors, for a start and m; all of them; halves
   * of those that did not come out; or small ones again, from e moved at random.
   */
  | {
    readonly kind: "round";
    readonly purpose: "start" | "chunks" | "halves" | "again";
    readonly chunks: readonly PageChunk[];
  }
  /** Of a fit; its texts are the round's chunks. */
  | { readonly kind: "fit"; readonly event: FitEvent }
  /** A chunk is stored: its e gives its tokens back. */
  | { readonly kind: "stored"; readonly chunk: PageChunk; readonly steps: number }
  /** A chunk did not come out; it is split, or begun again where it is too small for that. */
  | {
    readonly kind: "missed";
    readonly chunk: PageChunk;
    readonly correctTokens: number;
    readonly next: "halves" | "again";
  };
