import { mean } from "simple-statistics";
import { twoSampleBootstrap } from "../statistics/mod.ts";
import { endedLengths } from "./_ended_lengths.ts";
import { type Judgement, notRun } from "./claim.ts";
import { byModel, type Evidence, paperArrangement, streamOf } from "./evidence.ts";
import { longestHeld } from "./longest_held.ts";
import { judgeParts, type Part } from "./parts.ts";
import { figure, scopeOf } from "./words.ts";

/** Where the ratio of one-pass to autoregressive information is said to lie, for some sources. */
export interface InformationRatio {
  readonly claim: string;
  readonly sources: readonly string[];
  readonly within: readonly [number, number];
}

/** Texts that outlast the lengths tried hold more than was seen; so many are let pass. */
const mostCensored = 0.1;

/**
 * Judges H_LM of the longest texts one pass gives back over that of the longest crammed into two
 * [mem] vectors and written back freely: both trained two vectors, neither shares any. One point a
 * model and source, as in Figure 3.
 */
export function judgeInformationRatio(
  evidence: Evidence,
  { claim, sources, within }: InformationRatio,
): Judgement {
  const { fits, said } = endedLengths(evidence);
  const two = evidence.crammings.filter(({ job }) => job.memVectors === 2);
  const own = new Map(byModel(fits.filter(({ job }) => job.arrangement === paperArrangement)));
  let outlasting = false;
  const parts = byModel(two).flatMap(([model, ofModel]) =>
    sources.flatMap((source): Part[] => {
      const there = <T extends { readonly job: { readonly text: { readonly source: string } } }>(
        items: readonly T[],
      ) => items.filter(({ job }) => job.text.source === source);
      const stored = [
        longestStored(there(own.get(model) ?? []), (result) => result.accuracy),
        longestStored(there(ofModel), (result) => result.greedyAccuracy),
      ];
      const [onePass, crammed] = stored.map((texts) => texts.map(({ nats }) => nats));
      if (onePass.length < 2 || crammed.length < 2) return [];
      if (stored.some(areCensored)) {
        outlasting = true;
        return [];
      }
      return [{
        name: `${model}, ${source}, ${onePass.length} and ${crammed.length} texts`,
        within: [Math.log(within[0]), Math.log(within[1])],
        interval: (level) =>
          twoSampleBootstrap([onePass, crammed], (drawn) => Math.log(mean(drawn as number[])), {
            stream: streamOf(claim, `${model} ${source}`),
            level,
          }),
        show: ({ estimate, low, high }) =>
          `× ${figure(Math.exp(estimate))} [${figure(Math.exp(low))}, ${figure(Math.exp(high))}]`,
      }];
    })
  );
  if (parts.length === 0) {
    return notRun(
      (outlasting
        ? "Wants longer lengths: over a tenth of the texts came back at the longest tried, in one " +
          "pass or crammed."
        : "Wants cramming fits with two [mem] vectors beside one-pass fits of a source.") + said,
    );
  }
  const used = [...fits, ...two];
  return judgeParts(parts, {
    scope: scopeOf(used.map(({ job }) => job)),
    reason:
      `ln of mean H_LM in one pass over mean H_LM autoregressively (free-running), bootstrap ` +
      `over texts; ranges in ln, that is ${figure(within[0])} to ${
        figure(within[1])
      } as a ratio, ` +
      `halfway to the neighbouring guide lines.${said}`,
    jobs: used.map(({ key }) => key),
  });
}

interface Stored<R> {
  readonly job: { readonly text: { readonly id: string }; readonly tokens: number };
  readonly result: R & { readonly informationNats: number };
}

/** H_LM of each text's longest prefix given back, nats (0 where none was), and if it was the end. */
function longestStored<R>(
  items: readonly Stored<R>[],
  accuracyOf: (result: R) => number,
): { readonly nats: number; readonly censored: boolean }[] {
  const tries = items.map(({ job, result }) => ({
    text: job.text.id,
    tokens: job.tokens,
    accuracy: accuracyOf(result),
    informationNats: result.informationNats,
  }));
  return longestHeld(tries).map(({ tokens, triedTokens, informationNats }) => ({
    nats: informationNats,
    censored: tokens === triedTokens,
  }));
}

function areCensored(texts: readonly { readonly censored: boolean }[]): boolean {
  return texts.filter(({ censored }) => censored).length > mostCensored * texts.length;
}
