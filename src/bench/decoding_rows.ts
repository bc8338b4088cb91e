import { median } from "simple-statistics";
import { pinnedStream } from "../random/mod.ts";
import { ratioInterval } from "../statistics/ratio_interval.ts";
import { type BenchRow, benchRow, type RowFacts } from "./bench_row.ts";
import type { DecodingResult } from "./race_decoding.ts";

/**
 * Rows of a decoding race whose first is our one pass and whose second our own decoder. Each
 * decoder's row says how many times as fast the pass was; a peer's also how far it agrees with ours.
 */
export function decodingRows(
  results: readonly DecodingResult[],
  facts: Omit<RowFacts, "about">,
): BenchRow[] {
  const [onePass, own] = results;
  return results.map((result) => {
    const { name, way, about, roundsMilliseconds } = result;
    const row = benchRow({ what: way, who: name, ...facts, about }, roundsMilliseconds);
    if (result === onePass) return { ...row, decodes: "the text its vectors hold" };
    const times = [result, onePass].map(({ roundsMilliseconds }) =>
      roundsMilliseconds.map((round) => median([...round]))
    );
    return {
      ...row,
      decodes: "a continuation of one token",
      // Rounds are drawn, not samples: those of a round share its moment.
      onePassSpeedup: ratioInterval(times[0], times[1], {
        stream: pinnedStream("bootstrap", facts.N),
      }),
      ...(result === own ? {} : { agreesWithOurs: leadingAgreement(result.ids, own.ids) }),
    };
  });
}

function leadingAgreement(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((id, i) => id !== b[i]);
  return at === -1 ? a.length : at;
}
