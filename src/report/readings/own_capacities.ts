import { paperArrangement } from "../../claims/evidence.ts";
import { published } from "../../paper/mod.ts";
import type { EngineIdentity, FitJob, ModelIdentity } from "../../records/record.ts";
import {
  type Capacities,
  capacities,
  type Capacity,
  capacityOfTexts,
  type TextCapacity,
} from "../../statistics/mod.ts";
import { measuredFits } from "./measured.ts";
import { measured } from "../../records/measured.ts";
import { ownSeries } from "./own_series.ts";
import type { RunRecords } from "../sections/paper_section.ts";

/** One try at a prefix, alone or as one of a group. */
interface Try {
  readonly job: {
    readonly model: ModelIdentity;
    readonly engine: EngineIdentity;
    readonly recipe: FitJob["recipe"];
  };
  readonly source: string;
  readonly mShared: boolean;
  readonly text: string;
  readonly tokens: number;
  readonly accuracy: number;
  readonly informationNats: number;
  readonly command: string;
}

/** What one series holds of one source, m shared or not: a cell of Table 3. */
export interface OwnCapacity {
  readonly series: string;
  readonly source: string;
  readonly mShared: boolean;
  /** Lengths tried, ascending. */
  readonly lengths: readonly number[];
  /** At the paper's accuracy, by every rule it could mean. */
  readonly rules: Capacities;
  /** The paper's rule for prefixes given back token for token. */
  readonly exact: Capacity;
  readonly texts: readonly TextCapacity[];
  /** H_LM of each text's longest prefix at the paper's accuracy, nats. */
  readonly informationNats: readonly number[];
  readonly commands: readonly string[];
}

/** Accuracy from which a text counts as reconstructed. */
export const reached = published.settings.successAccuracy;

/** Everything a run says about capacities, series by series. */
export function ownCapacities(run: RunRecords): OwnCapacity[] {
  return ownSeries([...unsharedTries(run), ...sharedTries(run)]).flatMap(({ name, items }) =>
    [...Map.groupBy(items, ({ source, mShared }) => `${source} ${mShared}`).values()].map(
      (tries) => capacityOf(name, tries),
    )
  );
}

/** What each series holds of any source, m not shared: a bar of Figure 1. */
export function bestOverSources(run: RunRecords): OwnCapacity[] {
  return ownSeries(unsharedTries(run)).map(({ name, items }) => capacityOf(name, items));
}

function unsharedTries({ records }: RunRecords): Try[] {
  return measuredFits(records).filter(({ job }) =>
    job.arrangement === paperArrangement && isPaperSource(job.text.source)
  ).map(({ job, result, command }) => ({
    job,
    command,
    source: job.text.source,
    mShared: false,
    text: job.text.id,
    tokens: job.tokens,
    accuracy: result.accuracy,
    informationNats: result.informationNats,
  }));
}

function sharedTries({ experiments }: RunRecords): Try[] {
  return measured(experiments, "group fit").filter(({ job }) =>
    job.shared === "m" && job.groupSize > 1 && job.arrangement === paperArrangement
  ).flatMap(({ job, result, command }) =>
    job.texts.flatMap(({ id, source }, i) =>
      isPaperSource(source)
        ? [{
          job,
          command,
          source,
          mShared: true,
          text: id,
          tokens: job.tokens,
          ...result.texts[i],
        }]
        : []
    )
  );
}

function isPaperSource(source: string): boolean {
  return published.settings.sources.some(({ id }) => id === source);
}

function capacityOf(series: string, tries: readonly Try[]): OwnCapacity {
  const texts = capacityOfTexts(tries, { accuracy: reached });
  return {
    series,
    source: tries[0].source,
    mShared: tries[0].mShared,
    lengths: [...new Set(tries.map(({ tokens }) => tokens))].sort((a, b) => a - b),
    rules: capacities(tries, { accuracy: reached }),
    exact: capacities(tries, { accuracy: 1 }).longestOfAny,
    texts,
    informationNats: texts.flatMap(({ text, tokens }) => {
      const there = tries.find((one) =>
        one.text === text && one.tokens === tokens && one.accuracy >= reached
      );
      return there === undefined ? [] : [there.informationNats];
    }),
    commands: [...new Set(tries.map(({ command }) => command))],
  };
}
