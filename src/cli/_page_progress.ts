import { median } from "simple-statistics";
import type { FitEvent, FitProgress } from "../library/fit_progress.ts";
import type { PageChunk, PageEvent } from "../library/page_progress.ts";
import { tellPoints } from "./_chosen_batch.ts";
import { duration } from "./_duration.ts";
import type { Talk } from "./_talk.ts";

type Round = PageEvent & { readonly kind: "round" };

/** Tells how far a page is: every chunk as it ends, and between them an estimate of what is left. */
export function pageProgress(
  talk: Talk,
): { readonly show: (event: PageEvent) => void; readonly over: () => void } {
  const tellPoint = tellPoints(talk);
  const reused = new Set<PageChunk>();
  const times: number[] = [];
  let round: Round | undefined;
  let [tokens, stored, storedHere] = [0, 0, 0];
  let [chunks, chunksStored] = [0, 0];
  let begun: number | undefined;
  const tellReused = () => {
    if (reused.size > 0) talk.line(`  ${reused.size} fitted before, read from the store`);
    reused.clear();
  };
  /** From what this run has stored so far; nobody knows before that. */
  const secondsLeft = () =>
    storedHere === 0
      ? Infinity
      : (talk.now() - begun!) / 1000 / storedHere * Math.max(0, tokens - stored);
  const status = (texts: readonly FitProgress[]) => {
    const steps = Math.max(...texts.map((text) => text.steps));
    const shares = texts.map(({ accuracy }) => `${Math.round(accuracy * 100)}`).join(" ");
    const left = secondsLeft();
    const done = round!.purpose === "start" ? "" : `${stored} of ${tokens} tokens stored, `;
    return `  ${done}step ${steps}, right % ${shares}, ` +
      `${median(times).toFixed(0)} ms a step` +
      (left === Infinity ? "" : `, about ${duration(left)} left`);
  };
  const showFit = (event: FitEvent) => {
    switch (event.kind) {
      case "harmed":
        return talk.line(event.what);
      case "timed":
        return tellPoint(event);
      case "reused":
        reused.add(round!.chunks[event.text]);
        return;
      case "group":
        tellReused();
        return talk.waiting("  tracing, compiling and packing weights");
      case "compiled":
        times.length = 0;
        return talk.line(
          `  ${event.batch} at a time, compiled in ${duration(event.elapsedMilliseconds / 1000)}`,
        );
      case "step":
        begun ??= talk.now();
        times.push(event.elapsedMilliseconds);
        if (times.length > 50) times.shift();
        return talk.status(() => status(event.texts));
    }
  };
  return {
    show(event) {
      switch (event.kind) {
        case "round":
          tellReused();
          round = event;
          if (event.purpose === "chunks") {
            chunks = event.chunks.length;
            tokens = event.chunks.reduce((sum, chunk) => sum + chunk.tokens, 0);
          }
          return talk.line(titleOf(event));
        case "fit":
          return showFit(event.event);
        case "stored": {
          const { chunk, steps } = event;
          stored += chunk.tokens;
          chunksStored += 1;
          if (reused.has(chunk)) return;
          storedHere += chunk.tokens;
          return talk.line(
            `  ${chunksStored}/${chunks}: ${named(chunk)} exact after ${steps} steps`,
          );
        }
        case "missed": {
          const { chunk, correctTokens, next } = event;
          if (next === "halves") chunks += 1;
          const what = next === "halves" ? "split in two" : "begun again";
          const right = `${correctTokens} of ${chunk.tokens} tokens right`;
          return talk.line(`  ${named(chunk)}: ${right}, ${what}`);
        }
      }
    },
    over: tellReused,
  };
}

/** chunk 3 "It was a" */
const named = ({ number, words }: PageChunk) => `chunk ${number} "${words}"`;

function titleOf({ purpose, chunks }: Round): string {
  const { length } = chunks;
  switch (purpose) {
    case "start":
      return "The model has no common start: the first chunk is fitted with both vectors";
    case "chunks":
      return `${length} ${length === 1 ? "chunk" : "chunks"} of ${chunks[0].tokens} tokens`;
    case "halves":
      return `${length} halves`;
    case "again":
      return `${length} small ${length === 1 ? "chunk" : "chunks"} from another start`;
  }
}
