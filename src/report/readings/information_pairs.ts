import { paperArrangement } from "../../claims/evidence.ts";
import { longestHeld, type TriedPrefix } from "../../claims/longest_held.ts";
import type { MeasuredFit } from "./measured.ts";
import type { Measured } from "../../records/record.ts";

type MeasuredCramming = Measured<"cramming">;
type MeasuredGroupFit = Measured<"group fit">;

/** How a crammed text is read: going on from the model's own tokens, or given the right ones. */
export type Reading = "greedy" | "teacher-forced";

/** A text that both ways of storing were tried on: H_LM of its longest prefix held by either. */
export interface InformationPair {
  /** Model, recipe and, where m is shared, by how many texts. */
  readonly setting: string;
  readonly source: string;
  readonly text: string;
  readonly reading: Reading;
  /** Nats; 0 where no prefix was held. */
  readonly onePassNats: number;
  readonly onePassTokens: number;
  /** Longest prefix tried: one that is held may not be the longest that could be. */
  readonly onePassTriedTokens: number;
  readonly autoregressiveNats: number;
  readonly autoregressiveTokens: number;
  readonly autoregressiveTriedTokens: number;
}

/** A try in one pass or by cramming, with what pairs it. */
interface Try extends TriedPrefix {
  readonly model: string;
  readonly recipe: string;
  readonly source: string;
}

/** Tries in one pass that may be pooled, and what to add to the name of their setting. */
interface OnePassTry extends Try {
  readonly sharing: string | null;
}

/** Figure 3, left: m shared by a group of texts, against one [mem] vector. */
export function sharedPairs(
  { groupFits, crammings }: {
    readonly groupFits: readonly MeasuredGroupFit[];
    readonly crammings: readonly MeasuredCramming[];
  },
): InformationPair[] {
  const shared = groupFits.filter(({ job }) =>
    job.shared === "m" && job.groupSize > 1 && job.arrangement === paperArrangement
  );
  const tries = shared.flatMap(({ job, result }) =>
    result.texts.map(({ accuracy, informationNats }, i): OnePassTry => ({
      model: job.model.id,
      recipe: job.recipe.name,
      source: job.texts[i].source,
      text: job.texts[i].id,
      tokens: job.tokens,
      accuracy,
      informationNats,
      sharing: `m shared by ${job.groupSize}`,
    }))
  );
  return pairs(tries, crammings.filter(({ job }) => job.memVectors === 1));
}

/** Figure 3, right: every text its own m, against two [mem] vectors. */
export function ownPairs(
  { fits, crammings }: {
    readonly fits: readonly MeasuredFit[];
    readonly crammings: readonly MeasuredCramming[];
  },
): InformationPair[] {
  const tries = fits.filter(({ job }) => job.arrangement === paperArrangement).map((
    { job, result },
  ): OnePassTry => ({
    model: job.model.id,
    recipe: job.recipe.name,
    source: job.text.source,
    text: job.text.id,
    tokens: job.tokens,
    accuracy: result.accuracy,
    informationNats: result.informationNats,
    sharing: null,
  }));
  return pairs(tries, crammings.filter(({ job }) => job.memVectors === 2));
}

function pairs(
  onePass: readonly OnePassTry[],
  crammings: readonly MeasuredCramming[],
): InformationPair[] {
  const groups = Map.groupBy(
    onePass,
    (one) => JSON.stringify([one.model, one.recipe, one.sharing, one.source]),
  );
  return [...groups.values()].flatMap((tries) => {
    const [{ model, recipe, sharing, source }] = tries;
    const there = crammings.filter(({ job }) =>
      job.model.id === model && job.recipe.name === recipe && job.text.source === source
    );
    const setting = [model, `${recipe} recipe`, ...(sharing === null ? [] : [sharing])].join(", ");
    return (["greedy", "teacher-forced"] as const).flatMap((reading) => {
      const crammed = new Map(
        longestHeld(there.map((one) => crammingTry(one, reading))).map((held) => [held.text, held]),
      );
      return longestHeld(tries).flatMap((held): InformationPair[] => {
        const other = crammed.get(held.text);
        if (other === undefined) return [];
        return [{
          setting,
          source,
          text: held.text,
          reading,
          onePassNats: held.informationNats,
          onePassTokens: held.tokens,
          onePassTriedTokens: held.triedTokens,
          autoregressiveNats: other.informationNats,
          autoregressiveTokens: other.tokens,
          autoregressiveTriedTokens: other.triedTokens,
        }];
      });
    });
  });
}

function crammingTry({ job, result }: MeasuredCramming, reading: Reading): TriedPrefix {
  return {
    text: job.text.id,
    tokens: job.tokens,
    accuracy: reading === "greedy" ? result.greedyAccuracy : result.teacherForcedAccuracy,
    informationNats: result.informationNats,
  };
}
