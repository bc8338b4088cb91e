import type { KeptRow } from "../../bench/bench_file.ts";
import { type TargetFinding, targetFindings } from "../../bench/bench_targets.ts";
import { renderFigures } from "../charts/figure.ts";
import { type Markup, markup } from "../page/markup.ts";
import { count, figure } from "../readings/number_format.ts";
import { performanceCharts } from "../charts/performance_charts.ts";
import { type Cell, renderTable } from "../tables/table.ts";

/** What the suite itself takes: the targets, met or not, and a chart a benchmark. */
export function performanceSection(rows: readonly KeptRow[]): Markup {
  if (rows.length === 0) {
    return markup`<p>No benchmark was kept with this run;
<code>deno task bench --out</code> and its folder keep some.</p>`;
  }
  return markup`${machinesNote(rows)}
${targetTable(targetFindings(rows))}
${renderFigures(performanceCharts(rows))}`;
}

function machinesNote(rows: readonly KeptRow[]): Markup {
  const machines = new Set(
    rows.map(({ machine: { cpu, cores, commit, startedAt } }) =>
      `${cpu}, ${count(cores)} cores, at commit ${commit ?? "unknown"}, ${startedAt.slice(0, 10)}`
    ),
  );
  return markup`<p>Everyone who is timed takes turns with the others, on the same weights and
threads, and every answer is checked. Measured on ${[...machines].join("; ")}.</p>`;
}

function targetTable(findings: readonly TargetFinding[]): Markup {
  return renderTable({
    caption: "Targets, and what was measured",
    columns: [
      { name: "what" },
      { name: "target", numeric: true },
      { name: "measured", numeric: true },
      { name: "met" },
      { name: "command" },
    ],
    rows: findings.map((finding): Cell[] => [
      finding.what,
      `${finding.bound === "at most" ? "≤" : "≥"} ${finding.value}${finding.unit}`,
      measuredCell(finding),
      metCell(finding),
      markup`<code>${finding.command ?? finding.wanted}</code>`,
    ]),
  });
}

function measuredCell({ measured, unit }: TargetFinding): string | null {
  if (measured === null) return null;
  const { estimate, low, high } = measured;
  const point = `${figure(estimate)}${unit}`;
  return low === high ? point : `${point} [${figure(low)}, ${figure(high)}]`;
}

function metCell({ measured, met }: TargetFinding): string {
  if (measured === null) return "not measured";
  return met === null ? "undecided" : met ? "yes" : "no";
}
