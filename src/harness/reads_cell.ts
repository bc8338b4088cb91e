import type { Claim } from "../claims/claim.ts";
import { experimentList, type Feed } from "./experiment_list.ts";

/** What a claim may want of a job: of a fit, or of an experiment of another kind. */
export interface Cell {
  /** "fit", "throughput" or the kind of an experiment. */
  readonly kind: string;
  readonly arrangement?: string;
  readonly source?: string;
  readonly recipe?: string;
  readonly tokens: number;
}

/** Whether a claim's rule reads such a job, by the feeds of fixtures/experiments. */
export function readsCell(claim: Pick<Claim, "id">, cell: Cell): boolean {
  return experimentList.some(({ feeds }) =>
    feeds.some((feed) => isFed(claim, feed) && holds(feed, cell))
  );
}

/** Whether a feed names a claim. */
export function isFed({ id }: Pick<Claim, "id">, { claims }: Feed): boolean {
  return claims.some((name) => name.endsWith("-") ? id.startsWith(name) : id === name);
}

function holds(feed: Feed, { kind, arrangement = "", source, tokens }: Cell): boolean {
  const { arrangements, leastTokens = 1, mostTokens = Infinity, random = true } = feed;
  return kind === (feed.kind ?? "fit") && (arrangements?.includes(arrangement) ?? true) &&
    tokens >= leastTokens && tokens <= mostTokens && (random || source !== "random");
}
