import { published } from "../../paper/mod.ts";
import type { Interval } from "../../statistics/mod.ts";
import {
  type Growth,
  growths,
  printedSlope,
  table4,
  type TimedLength,
  timedLengths,
  timedSeries,
} from "../readings/fitting_times.ts";
import { figure } from "../readings/number_format.ts";
import { paperCell } from "../readings/paper_cell.ts";
import type { PaperSectionOf } from "./paper_section.ts";
import { t4FittingTimeCharts } from "../charts/t4_fitting_time_chart.ts";
import type { Table } from "../tables/table.ts";

/** Table 4: how long a fit takes, and how that grows with N. */
export const t4Section: PaperSectionOf = ({ records }) => {
  const lengths = timedLengths(timedSeries(records));
  return {
    id: "t4",
    place: published.table4.place,
    title: published.table4.title,
    says: "Fitting time is said to grow about linearly with the length of the text.",
    charts: t4FittingTimeCharts(lengths),
    tables: [secondsTable(lengths), growthTable(growths(lengths))],
    absence: lengths.length > 0 ? null : {
      sentence: "No fit of the paper’s arrangement was timed in this run.",
      command: "deno task reproduce --claims T4",
    },
  };
};

/** Table 4 with rows of ours. */
function secondsTable(lengths: readonly TimedLength[]): Table {
  const columns = [
    ...new Set([
      ...table4.map(({ at }) => Number(at.tokens)),
      ...lengths.map(({ tokens }) => tokens),
    ]),
  ].sort((a, b) => a - b);
  const series = [...new Set(lengths.map((one) => one.series))];
  return {
    caption: "Table 4 with ours: mean seconds of a text; of ours, those that reached the paper’s " +
      "accuracy of all; – where no text reached it",
    columns: [
      { name: "model" },
      ...columns.map((tokens) => ({ name: `N\u00a0=\u00a0${tokens}`, numeric: true })),
    ],
    rows: [
      ...published.settings.models.map(({ id, title }) => [
        `paper, ${title}`,
        ...columns.map((tokens) => printedCell(id, tokens)),
      ]),
      ...series.map((name) => [
        name,
        ...columns.map((tokens) => {
          const found = lengths.find((one) => one.series === name && one.tokens === tokens);
          return found === undefined ? "" : ownCell(found);
        }),
      ]),
    ],
  };
}

function printedCell(model: string, tokens: number): string {
  const printed = published.table4.values.find(({ at }) =>
    at.model === model && at.tokens === tokens
  );
  return printed === undefined ? "" : paperCell(printed);
}

function ownCell({ meanSeconds, done, fits }: TimedLength): string {
  const seconds = meanSeconds === null ? "–" : figure(meanSeconds);
  return `${seconds}, ${done.length}\u00a0of\u00a0${fits.length}`;
}

/** Exponents: the paper's from its printed means, ours over texts. */
function growthTable(own: readonly Growth[]): Table {
  return {
    caption: "Growth: exponent of N in a fit of logarithms, 1 is linear; ours with the 95 % " +
      "interval over texts, at lengths that every fit reached, from three lengths and two texts on",
    columns: [
      { name: "model" },
      { name: "lengths" },
      { name: "texts", numeric: true },
      { name: "seconds", numeric: true },
      { name: "steps", numeric: true },
    ],
    rows: [
      ...published.settings.models.map(({ id, title }) => [
        `paper, ${title}`,
        table4.filter(({ at }) => at.model === id).map(({ at }) => at.tokens).join(", "),
        null,
        printedSlope(id).toFixed(2),
        null,
      ]),
      ...own.map(({ series, lengths, texts, seconds, steps }) => [
        series,
        lengths.length === 0 ? "none" : lengths.join(", "),
        texts,
        exponentText(seconds),
        exponentText(steps),
      ]),
    ],
  };
}

function exponentText(slope: Interval | null): string | null {
  if (slope === null) return null;
  const [estimate, low, high] = [slope.estimate, slope.low, slope.high].map((n) => n.toFixed(2));
  return `${estimate} [${low}, ${high}]`;
}
