import { textMean } from "../../claims/text_mean.ts";
import type { Interval } from "../../statistics/mod.ts";
import type { DividedSetting } from "./divided_fits.ts";
import type { MeasuredFit } from "./measured.ts";

/** Words in an order someone meant, or drawn from a list. */
export type Words = "natural" | "random";

/** How the texts of one length fare with one recipe in one arrangement. */
export interface OpenShare {
  readonly words: Words;
  readonly series: string;
  readonly tokens: number;
  readonly texts: number;
  readonly exact: Interval;
  readonly accuracy: Interval;
}

/** Every length of every recipe and arrangement of one model, natural and random words apart. */
export function openShares(settings: readonly DividedSetting[]): OpenShare[] {
  const arrangements = new Set(settings.map(({ arrangement }) => arrangement));
  return settings.flatMap(({ model, arrangement, series }) =>
    series.flatMap(({ name, fits }) => {
      const whole = arrangements.size > 1 ? `${arrangement}, ${name}` : name;
      const cells = Map.groupBy(fits, (fit) => `${wordsOf(fit)} ${fit.job.tokens}`);
      return [...cells].map(([cell, own]): OpenShare => {
        const mean = (estimate: string, value: (fit: MeasuredFit) => number) =>
          textMean(own.map(value), {
            claim: "open-division",
            estimate: `${estimate} ${model} ${arrangement} ${name} ${cell}`,
            level: 0.95,
          });
        return {
          words: wordsOf(own[0]),
          series: whole,
          tokens: own[0].job.tokens,
          texts: own.length,
          exact: mean("exact", ({ result }) => Number(result.exact)),
          accuracy: mean("accuracy", ({ result }) => result.accuracy),
        };
      });
    })
  );
}

function wordsOf({ job: { text } }: MeasuredFit): Words {
  return text.source === "random" ? "random" : "natural";
}
