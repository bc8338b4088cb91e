import type { JobRecord, Warning } from "../harness/record.ts";
import { type Markup, markup } from "./markup.ts";
import { count, duration, figure, share } from "./number_format.ts";
import { type Cell, renderTable } from "./table.ts";

/** One line a job, whatever came of it. */
export function jobsSection(records: readonly JobRecord[]): Markup {
  if (records.length === 0) return markup`<p>No job was planned in this run.</p>`;
  const models = new Set(records.map(({ job }) => job.model.id)).size > 1;
  return renderTable({
    caption: "Jobs and their outcomes",
    columns: [
      { name: "job" },
      { name: "kind" },
      { name: models ? "text, model" : "text" },
      { name: "N", numeric: true },
      { name: "seed", numeric: true },
      { name: "outcome" },
      { name: "steps", numeric: true },
      { name: "time", numeric: true },
      { name: "ms a step", numeric: true },
      { name: "warnings" },
      { name: "again with" },
    ],
    rows: records.map((record) => {
      const { key, job, warnings, command } = record;
      return [
        markup`<code id="job-${key.slice(0, 12)}">${key.slice(0, 8)}</code>`,
        job.kind === "fit" ? `fit, ${job.recipe.name} recipe` : "throughput",
        models ? `${job.text.id}, ${job.model.id}` : job.text.id,
        job.tokens,
        job.kind === "fit" ? job.seed : null,
        ...outcome(record),
        warnings.map(warning).join("; ") || null,
        markup`<code>${command}</code>`,
      ];
    }),
  }, { captionHidden: true });
}

/** Outcome, steps, time and milliseconds a step. */
function outcome(record: JobRecord): Cell[] {
  if (record.outcome === "wrong") {
    return [`wrong: wanted ${record.want}, got ${record.got}`, null, null, null];
  }
  if (record.outcome === "not run") return [`not run: ${record.reason}`, null, null, null];
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
