import { meanByText } from "../../claims/text_mean.ts";
import { published, valuesAt } from "../../paper/mod.ts";
import type { FitJob, JobRecord } from "../../records/record.ts";
import { type MeasuredFit, plannedFits } from "./measured.ts";
import { ownSeries } from "./own_series.ts";

/** Fits of one series, arrangement and N. */
export interface ArrangementCell {
  readonly series: string;
  readonly arrangement: string;
  readonly tokens: number;
  readonly fits: readonly MeasuredFit[];
  /** One mean over seeds a text. */
  readonly accuracies: readonly number[];
  readonly exact: number;
  readonly unfinished: number;
}

/** What Table 1 prints. */
export const table1 = valuesAt(published.table1, "accuracy");
/** Its rows, as printed. */
export const arrangements = [...new Set(table1.map(({ at }) => String(at.arrangement)))];

const grid = published.settings.lengthGrids.find(({ place }) => place === "Table 1")!.tokens;

/** The fits that Table 1 is about: its arrangements and lengths, PG-19 texts. */
export function arrangementCells(records: readonly JobRecord[]): ArrangementCell[] {
  const planned = plannedFits(records).filter(({ job }) =>
    job.text.source === "pg19" && arrangements.includes(job.arrangement) &&
    grid.includes(job.tokens)
  );
  return ownSeries(planned).flatMap(({ name, items }) => {
    const cells = Map.groupBy(items, ({ job }) => `${job.tokens} ${job.arrangement}`);
    return [...cells.values()].flatMap((there) => cellOf(name, there));
  });
}

function cellOf(
  series: string,
  planned: readonly { readonly job: FitJob; readonly measured: MeasuredFit | null }[],
): ArrangementCell[] {
  const fits = planned.flatMap(({ measured }) => measured ?? []);
  if (fits.length === 0) return [];
  const { arrangement, tokens } = planned[0].job;
  return [{
    series,
    arrangement,
    tokens,
    fits,
    accuracies: [...meanByText(fits, ({ result }) => result.accuracy).values()],
    exact: fits.filter(({ result }) => result.exact).length,
    unfinished: planned.length - fits.length,
  }];
}
