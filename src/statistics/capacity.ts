import { kaplanMeier, medianTime, type Observation } from "./kaplan_meier.ts";

/** One fit of a prefix, as far as a capacity asks. */
export interface PrefixOutcome {
  readonly text: string;
  readonly tokens: number;
  readonly accuracy: number;
}

/** A capacity; `censored` where nothing longer was seen to fail, so that it may be larger. */
export interface Capacity {
  /** 0 where no length was reached. */
  readonly tokens: number;
  readonly censored: boolean;
}

/** The paper's rule as it reads, and three others it could mean. */
export interface Capacities {
  /** Longest prefix of any text, with any seed: the paper's rule as it reads. */
  readonly longestOfAny: Capacity;
  /** Longest length that at least half of its texts reach. */
  readonly longestOfMost: Capacity;
  /** Longest length at which the mean accuracy, over texts and seeds, is high enough. */
  readonly longestByMean: Capacity;
  /** Median over texts of each text's longest prefix, censored ones by Kaplan and Meier. */
  readonly medianOfTexts: Capacity;
}

/** Capacities of one model on one source. `accuracy` counts as reached, 0.99 in the paper. */
export function capacities(
  outcomes: readonly PrefixOutcome[],
  { accuracy = 0.99 }: { readonly accuracy?: number } = {},
): Capacities {
  const reached = (outcome: PrefixOutcome) => outcome.accuracy >= accuracy;
  const texts = capacityOfTexts(outcomes, { accuracy });
  const median = medianTime(kaplanMeier(texts.map(asObservation)));
  const longest = Math.max(0, ...texts.map(({ tokens }) => tokens));
  return {
    longestOfAny: longestWhere(outcomes, (there) => there.some(reached)),
    longestOfMost: longestWhere(outcomes, (there) => {
      const tried = new Set(there.map(({ text }) => text)).size;
      return 2 * new Set(there.filter(reached).map(({ text }) => text)).size >= tried;
    }),
    longestByMean: longestWhere(
      outcomes,
      (there) => there.reduce((sum, one) => sum + one.accuracy, 0) / there.length >= accuracy,
    ),
    medianOfTexts: median === null
      ? { tokens: longest, censored: true }
      : { tokens: median, censored: false },
  };
}

export interface TextCapacity extends Capacity {
  readonly text: string;
}

/** Each text's longest prefix reached with any seed, in the order texts first appear. */
export function capacityOfTexts(
  outcomes: readonly PrefixOutcome[],
  { accuracy = 0.99 }: { readonly accuracy?: number } = {},
): TextCapacity[] {
  return [...Map.groupBy(outcomes, ({ text }) => text)].map(([text, ofText]) => ({
    text,
    ...longestWhere(ofText, (there) => there.some((one) => one.accuracy >= accuracy)),
  }));
}

/** A capacity as survival sees it: a text goes on until its longest prefix. */
export function asObservation({ tokens, censored }: Capacity): Observation {
  return { time: tokens, ended: !censored };
}

function longestWhere(
  outcomes: readonly PrefixOutcome[],
  holds: (there: readonly PrefixOutcome[]) => boolean,
): Capacity {
  const lengths = [...Map.groupBy(outcomes, ({ tokens }) => tokens)];
  const tokens = Math.max(0, ...lengths.filter(([, there]) => holds(there)).map(([n]) => n));
  return { tokens, censored: lengths.every(([n]) => n <= tokens) };
}
