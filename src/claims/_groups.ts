import { mean } from "simple-statistics";
import type { Measured, TextIdentity } from "../records/record.ts";
import { bestOfK, type PrefixOutcome } from "../statistics/mod.ts";
import { type Judgement, notRun } from "./claim.ts";
import { byModel, type Evidence, ofOneRecipe, paperArrangement } from "./evidence.ts";
import { judgeParts, type Part } from "./parts.ts";
import { textMean } from "./text_mean.ts";
import { figure, scopeOf } from "./words.ts";

type GroupFit = Measured<"group fit">;

/** Restarts the paper allowed itself. */
const paperSeeds = 10;

/** Texts of ten tries that come back at least. */
const mostTexts = 0.9;

/** A chance per fit with which ten tries miss fewer than one text of ten: 0.206. */
const chance = 1 - (1 - mostTexts) ** (1 / paperSeeds);

/**
 * Judges that a vector can be shared in groups of every size tried. The unit is a fit, one group
 * with one seed: its texts share a vector and come back or fail together. Each fit gives the share
 * of its texts that it gave back; the mean over fits is a text's chance in one try, and has to be
 * one with which ten tries leave fewer than one text of ten. That is so of texts that are alike: of
 * some that come back every time and others that never do, ten tries leave the latter. So the tries
 * that were made, up to ten, may have left no more than that either.
 */
export function judgeSharing(
  { groupFits }: Evidence,
  { claim, shared }: { readonly claim: string; readonly shared: "e" | "m" },
): Judgement {
  const meant = groupFits.filter(({ job }) => job.shared === shared && isJudged(job));
  const used = byModel(ofOneRecipe(meant))
    .flatMap(([, ofModel]) => tableOf(ofModel)).filter(({ job }) => job.groupSize > 1);
  if (used.length === 0) return notRun(`Wants group fits that share ${shared}.`);
  const parts = byModel(used).flatMap(([model, ofModel]) =>
    bySize(ofModel).flatMap(([size, fits]): Part[] => {
      const shares = fits.map((fit) =>
        mean(accuraciesOf(fit).map(({ accuracy }) => accuracy >= 0.99 ? 1 : 0))
      );
      const at = `${model}, groups of ${size}`;
      const tries: Part = {
        name: `${at}, chance a try, ${fits.length} fits`,
        within: [chance, Infinity],
        interval: (level) => textMean(shares, { claim, estimate: `${model} ${size}`, level }),
      };
      const { best, made } = bestOfTries(fits);
      return [tries, {
        name: `${at}, best of ${made}`,
        within: [mostTexts - 1e-9, Infinity],
        against: "neither",
        interval: () => ({ estimate: best, low: best, high: best }),
        show: ({ estimate }) => figure(estimate),
      }];
    })
  );
  return judgeParts(parts, {
    scope: scopeOf(used.map(({ job }) => job)),
    reason: `Share of a fit's texts at accuracy 0.99, mean over fits (a group with a seed), for ` +
      `every group size, at the longest length at which sizes were compared: above ` +
      `${
        figure(chance)
      }, ${paperSeeds} tries of texts that are alike leave fewer than one of ten; ` +
      `nor may the tries that were made have left more. ${readings(used)}`.trimEnd(),
    jobs: used.map(({ key }) => key),
  });
}

/** Share of texts that came back with the best of the tries each had, ten at most. */
function bestOfTries(fits: readonly GroupFit[]): { readonly best: number; readonly made: number } {
  const texts = Map.groupBy(fits.flatMap(accuraciesOf), ({ text }) => text);
  const reached = [...texts.values()].map((tries) =>
    tries.map(({ accuracy }) => accuracy >= 0.99 ? 1 : 0)
  );
  const made = Math.min(paperSeeds, ...reached.map(({ length }) => length));
  return { best: mean(reached.map((tries) => bestOfK(tries, made))), made };
}

/** Judges that a single seed does worse in the largest groups than in the smallest. */
export function judgeGroupSize({ groupFits }: Evidence, claim: string): Judgement {
  const judged = ofOneRecipe(groupFits.filter(({ job }) => isJudged(job)));
  const used: GroupFit[] = [];
  const missing: string[] = [];
  const parts = byModel(judged).flatMap(([model, ofModel]) =>
    (["e", "m"] as const).flatMap((shared): Part[] => {
      const sizes = bySize(tableOf(ofModel.filter(({ job }) => job.shared === shared)));
      const [small, large] = [sizes[0], sizes[sizes.length - 1]];
      const falls = sizes.length < 2 ? [] : fallsOf(small[1], large[1]);
      if (falls.length === 0) {
        missing.push(`groups of two sizes that share ${shared} on ${model}`);
        return [];
      }
      used.push(...small[1], ...large[1]);
      return [{
        name: `${model}, ${shared} shared by ${small[0]} − by ${large[0]}, ${falls.length} fits`,
        within: [0, Infinity],
        interval: (level) =>
          textMean(falls, { claim, estimate: `${model} ${shared}`, level, range: [-1, 1] }),
      }];
    })
  );
  if (parts.length === 0) return notRun("Wants group fits of several sizes.");
  return judgeParts(parts, {
    scope: scopeOf(used.map(({ job }) => job)),
    reason: "Fall of the mean accuracy from the smallest to the largest group, one for every fit " +
      `(a group with a seed) of the largest, against the same texts. ${readings(used)}`,
    jobs: used.map(({ key }) => key),
    missing,
  });
}

/** What each large group's fit loses against the mean of its texts in small ones. */
function fallsOf(small: readonly GroupFit[], large: readonly GroupFit[]): number[] {
  const alone = new Map(
    [...Map.groupBy(small.flatMap(accuraciesOf), ({ text }) => text)].map(([text, tries]) => [
      text,
      mean(tries.map(({ accuracy }) => accuracy)),
    ]),
  );
  return large.flatMap((fit) => {
    const falls = accuraciesOf(fit).flatMap(({ text, accuracy }) => {
      const before = alone.get(text);
      return before === undefined ? [] : [before - accuracy];
    });
    return falls.length === 0 ? [] : [mean(falls)];
  });
}

/** A text's outcome in a fit that shares m, and the fit: its group with its seed, at any length. */
export interface SharedOutcome extends PrefixOutcome {
  readonly unit: string;
  /** H_LM of the text's N tokens, nats. */
  readonly informationNats: number;
}

/** Outcomes of shared fits by text, for capacities. */
export function sharedOutcomes(
  groupFits: readonly GroupFit[],
  wanted: (text: TextIdentity) => boolean,
): SharedOutcome[] {
  return groupFits.filter(({ job }) =>
    job.shared === "m" && job.groupSize > 1 && job.arrangement === paperArrangement
  ).flatMap(
    ({ job, result }) =>
      job.texts.flatMap((text, i) =>
        wanted(text)
          ? [{
            text: text.id,
            tokens: job.tokens,
            accuracy: result.texts[i].accuracy,
            informationNats: result.texts[i].informationNats,
            unit: `${job.texts[0].id} ${job.seed}`,
          }]
          : []
      ),
  );
}

/** Table 2 is about natural text; a position 1 that alone is left says nothing of a shared e. */
function isJudged({ texts, shared, arrangement, tokens }: GroupFit["job"]): boolean {
  return arrangement === paperArrangement && texts.every(({ source }) => source !== "random") &&
    (tokens > 1 || !firstIsShared({ shared, arrangement }));
}

/**
 * Whether position 1 is the same for all texts of a group, whatever is learnt: it sees e alone. One
 * of its N tokens is lost to all texts but those that begin alike, at any budget.
 */
function firstIsShared({ shared, arrangement }: Pick<GroupFit["job"], "shared" | "arrangement">) {
  return shared === "e" && arrangement === paperArrangement;
}

/** How success is read, as far as it can be read otherwise. */
function readings(fits: readonly GroupFit[]): string {
  const first = fits.some(({ job }) => firstIsShared(job))
    ? "Where e is shared, accuracy is that of positions 2 to N: position 1 sees e alone and says " +
      "one token for all texts of a group. "
    : "";
  return first.trimEnd();
}

/**
 * Table 2's fits among all: at the longest length at which group sizes were compared, the sizes that
 * most texts were grouped into, with the seeds that all of these had. Others, such as the one group
 * behind a cell of Table 3, are of fewer texts; a run that was cut short has begun seeds with some
 * sizes or some texts alone.
 */
function tableOf(fits: readonly GroupFit[]): GroupFit[] {
  const lengths = [...Map.groupBy(fits, ({ job }) => job.tokens)];
  const compared = lengths.filter(([, there]) => bySize(there).length > 1);
  const some = compared.length > 0 ? compared : lengths;
  const all = some.sort(([a], [b]) => b - a)[0]?.[1] ?? [];
  const sizes = withMostTexts(bySize(all));
  const seedsOf = sizes.map(([, of]) =>
    new Set(withMostTexts(Map.groupBy(of, ({ job }) => job.seed)).map(([seed]) => seed))
  );
  const used = sizes.flatMap(([, of]) => of);
  const common = used.filter(({ job }) => seedsOf.every((seeds) => seeds.has(job.seed)));
  return common.length > 0 ? common : used;
}

/** Those that have at least half as many texts as the one that has most. */
function withMostTexts<K>(sets: Iterable<[K, GroupFit[]]>): [K, GroupFit[]][] {
  const counted = [...sets].map((set) => ({
    set,
    texts: new Set(set[1].flatMap(({ job }) => job.texts.map(({ id }) => id))).size,
  }));
  const most = Math.max(0, ...counted.map(({ texts }) => texts));
  return counted.filter(({ texts }) => 2 * texts >= most).map(({ set }) => set);
}

function bySize(fits: readonly GroupFit[]): [number, GroupFit[]][] {
  return [...Map.groupBy(fits, ({ job }) => job.groupSize)].sort(([a], [b]) => a - b);
}

/** The accuracy of each text of a fit. */
function accuraciesOf({ job, result }: GroupFit): { text: string; accuracy: number }[] {
  return job.texts.map(({ id }, i) => {
    const { accuracy, firstTokenRight } = result.texts[i];
    const right = accuracy * job.tokens - (firstTokenRight ? 1 : 0);
    return {
      text: id,
      accuracy: firstIsShared(job) ? right / (job.tokens - 1) : accuracy,
    };
  });
}
