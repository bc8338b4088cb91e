import { paperArrangement } from "../../claims/evidence.ts";
import type { JobRecord } from "../../records/record.ts";
import { type Markup, markup } from "../page/markup.ts";
import { measuredThroughputs, plannedFits } from "../readings/measured.ts";
import { count, figure } from "../readings/number_format.ts";
import { seriesOf } from "../readings/series.ts";
import { throughputRows } from "../readings/throughput_rows.ts";

/**
 * The few numbers a reader asks for first: the paper's arrangement on the run's own model, which
 * comes first among its records. Each says what it counts.
 */
export function headlineSection(records: readonly JobRecord[]): Markup {
  const own = records.filter(({ job }) => job.model.id === records[0].job.model.id);
  const planned = plannedFits(own).filter(({ job }) => job.arrangement === paperArrangement);
  const tiles = seriesOf(planned).map(({ name, fits }) => {
    const measured = fits.flatMap(({ measured }) => measured ?? []);
    const exact = measured.filter(({ result }) => result.exact);
    const longest = Math.max(...exact.map(({ job }) => job.tokens));
    if (measured.length === 0) {
      return tile(`0 of ${count(fits.length)}`, `texts measured, ${name}`);
    }
    const missing = fits.length - measured.length;
    return tile(
      `${count(exact.length)} of ${count(fits.length)}`,
      `texts came back token for token, ${name}` +
        (exact.length > 0 ? `; the longest has ${longest}` : "") +
        (missing > 0 ? `; ${count(missing)} not measured` : ""),
    );
  });
  const longestTimed = throughputRows(measuredThroughputs(own)).at(-1);
  if (longestTimed !== undefined) {
    const { job, result: { ratio, onePassTokensPerSecond } } = longestTimed.measured;
    tiles.push(tile(
      `${figure(ratio.estimate)}×`,
      `as fast in one pass as token by token at N = ${job.tokens} (95 % interval ` +
        `${figure(ratio.low)} to ${figure(ratio.high)}): ` +
        `${figure(onePassTokensPerSecond)} tokens a second`,
    ));
  }
  return markup`<ul class="tiles">${tiles}</ul>`;
}

function tile(value: string, meaning: string): Markup {
  return markup`<li><b>${value}</b> <span>${meaning}</span></li>`;
}
