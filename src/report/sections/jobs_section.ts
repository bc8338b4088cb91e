import type { JobRecord, Warning } from "../../records/record.ts";
import { fold } from "../page/fold.ts";
import { type Markup, markup } from "../page/markup.ts";
import { type SingleFit, singleFits } from "../readings/measured.ts";
import { count, counted, duration, figure, share } from "../readings/number_format.ts";
import { type Cell, renderTable, type Table } from "../tables/table.ts";

/** One line a fit or timing, whatever came of it: first those that were measured, then why others were not. */
export function jobsSection(all: readonly JobRecord[]): Markup {
  const records = singleFits(all);
  if (records.length === 0) return markup`<p>No job was planned in this run.</p>`;
  const measured = records.filter(({ outcome }) => outcome === "measured");
  const others = records.filter(({ outcome }) => outcome !== "measured");
  return markup`${
    measured.length > 0 && fold(
      `${counted(measured.length, "job")} measured`,
      renderTable(measuredJobs(measured)),
    )
  }
${
    others.length > 0 && fold(
      `${counted(others.length, "job")} not measured, and why`,
      renderTable(otherJobs(others)),
    )
  }`;
}

const identity = [
  { name: "job" },
  { name: "kind" },
  { name: "text" },
  { name: "N", numeric: true },
  { name: "seed", numeric: true },
];

function identify({ key, job }: SingleFit): Cell[] {
  return [
    markup`<code id="job-${key.slice(0, 12)}">${key.slice(0, 8)}</code>`,
    job.kind === "fit" ? `fit, ${job.recipe.name} recipe` : "throughput",
    job.text.id,
    job.tokens,
    job.kind === "fit" ? job.seed : null,
  ];
}

function measuredJobs(records: readonly SingleFit[]): Table {
  return {
    caption: "Measured",
    columns: [
      ...identity,
      { name: "outcome" },
      { name: "steps", numeric: true },
      { name: "time", numeric: true },
      { name: "ms a step", numeric: true },
      { name: "warnings" },
      { name: "again with" },
    ],
    rows: records.map((record) => [
      ...identify(record),
      ...outcome(record),
      record.warnings.map(warning).join("; ") || null,
      markup`<code>${record.command}</code>`,
    ]),
  };
}

function otherJobs(records: readonly SingleFit[]): Table {
  return {
    caption: "Not measured",
    columns: [...identity, { name: "outcome" }, { name: "again with" }],
    rows: records.map((record) => [
      ...identify(record),
      record.outcome === "wrong"
        ? `wrong: wanted ${record.want}, got ${record.got}`
        : record.outcome === "not run" && `not run: ${record.reason}` || null,
      markup`<code>${record.command}</code>`,
    ]),
  };
}

/** Outcome, steps, time and milliseconds a step of what was measured. */
function outcome(record: SingleFit): Cell[] {
  if (record.outcome !== "measured") return [null, null, null, null];
  if ("ratio" in record.result) {
    const { estimate } = record.result.ratio;
    return [`${figure(estimate)}× as fast in one pass`, null, null, null];
  }
  const { exact, accuracy, steps, elapsedSeconds, stepMilliseconds } = record.result;
  return [
    exact ? "exact" : `accuracy ${share(accuracy)}`,
    count(steps),
    duration(elapsedSeconds),
    figure(stepMilliseconds),
  ];
}

function warning(one: Warning): string {
  switch (one.kind) {
    case "restarted":
      return `restarted with seeds ${one.seeds.join(", ")}`;
    case "not converged":
      return "not converged";
    case "noisy timing":
      return `noisy timing, spread ${figure(100 * one.relativeSpread)} %`;
  }
}
