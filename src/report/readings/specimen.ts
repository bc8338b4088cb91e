import { paperArrangement } from "../../claims/evidence.ts";
import { courseOf } from "./course.ts";
import type { MeasuredFit } from "./measured.ts";

/** What one pass says at one sampled step. */
export interface Stop {
  readonly step: number;
  /** [N]: null where the token is right, else what stands there; "" where the record does not say. */
  readonly wrong: readonly (string | null)[];
}

/** The one text a page begins with. */
export interface Specimen {
  readonly fit: MeasuredFit;
  /** From the start of the fit to what is stored; at least one. */
  readonly stops: readonly Stop[];
}

/** Longer texts do not stand on a first screen. */
const mostTokens = 64;
const mostStops = 72;

/**
 * The text to begin with: given back whole by the paper's arrangement, natural, as long as a screen
 * takes. Null where no fit was measured.
 */
export function specimenOf(fits: readonly MeasuredFit[]): Specimen | null {
  const rank = ({ job, result }: MeasuredFit): number[] => [
    Number(job.arrangement === paperArrangement),
    Number(job.tokens <= mostTokens),
    Number(result.exact),
    Number(job.text.source !== "random"),
    job.tokens <= mostTokens ? job.tokens : -job.tokens,
    Number(result.guessedTokens !== undefined),
    result.trajectory.length,
  ];
  const [fit] = fits.toSorted((a, b) => compare(rank(b), rank(a)));
  return fit === undefined ? null : { fit, stops: stopsOf(fit) };
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((one, i) => one !== b[i]);
  return at === -1 ? 0 : a[at] - b[at];
}

/** Steps whose guesses are known, where any are; the others would only say that something is wrong. */
function stopsOf({ result }: MeasuredFit): Stop[] {
  const { samples } = courseOf(result);
  const known = samples.filter(({ hits, wrongIds }, at) =>
    wrongIds !== undefined || !hits.includes("0") || at === samples.length - 1
  );
  const told = samples.slice(0, -1).some(({ wrongIds }) => wrongIds !== undefined);
  const stored = new Map(
    result.reconstructedIds.map((id, i) => [id, result.reconstructedTokens[i]]),
  );
  const tokenOf = (id: number | undefined) =>
    id === undefined ? "" : result.guessedTokens?.[id] ?? stored.get(id) ?? "";
  return thinned(told ? known : samples).map(({ step, hits, wrongIds = [] }) => {
    let miss = 0;
    return {
      step,
      wrong: [...hits].map((hit) => hit === "1" ? null : tokenOf(wrongIds[miss++])),
    };
  });
}

/** Evenly over the order, with both ends. */
function thinned<T>(all: readonly T[]): readonly T[] {
  if (all.length <= mostStops) return all;
  return Array.from(
    { length: mostStops },
    (_, i) => all[Math.round(i * (all.length - 1) / (mostStops - 1))],
  );
}
