import { median } from "simple-statistics";
import type { MeasuredFit } from "./measured.ts";
import { type Series, seriesOf } from "./series.ts";
import { settling } from "./settling.ts";

/** How one position fared over all fits of a series that are long enough to have it. */
export interface PositionErrors {
  readonly series: string;
  /** 1…N. */
  readonly position: number;
  readonly fits: number;
  /** Fits whose stored solution has it wrong. */
  readonly wrong: number;
  readonly wrongShare: number;
  /** Median over fits of the share of sampled steps at which it was wrong, 0…1. */
  readonly medianWrongTime: number;
}

/** Errors by position, series by series. */
export function positionErrors(fits: readonly MeasuredFit[]): PositionErrors[] {
  return seriesOf(fits).flatMap(positionErrorsOf);
}

/** Errors by position of one series. */
export function positionErrorsOf({ name, fits }: Series): PositionErrors[] {
  const settlings = fits.map(({ result }) => settling(result));
  const longest = Math.max(...settlings.map(({ length }) => length));
  return Array.from({ length: longest }, (_, i) => {
    const here = settlings.filter((positions) => positions.length > i).map((all) => all[i]);
    const wrong = here.filter(({ right }) => !right).length;
    return {
      series: name,
      position: i + 1,
      fits: here.length,
      wrong,
      wrongShare: wrong / here.length,
      medianWrongTime: median(here.map(({ rightShare }) => 1 - rightShare)),
    };
  });
}
