// deno-lint-ignore-file no-console -- a command's result goes to the console
import { type KeptRow, readBenchRows, type TargetFinding, targetFindings } from "../bench/mod.ts";
import { UsageError } from "./_run_command.ts";

/**
 * `--summary`: the targets beside what a folder's bench.jsonl says, in Markdown.
 *
 * @throws {UsageError} where the folder has no rows
 */
export async function benchSummary(
  folder: string,
  { json = false }: { readonly json?: boolean } = {},
): Promise<void> {
  const rows = await readBenchRows(folder);
  if (rows.length === 0) {
    throw new UsageError(
      `Cannot summarise "${folder}": it has no bench.jsonl, "deno task bench --out ${folder}" ` +
        `writes one`,
    );
  }
  const findings = targetFindings(rows);
  if (json) return findings.forEach((finding) => console.log(JSON.stringify(finding)));
  console.log(`${targetTable(findings)}\n\n${machinesOf(rows).join("\n")}`);
}

/** Targets and figures as a Markdown table, columns as `deno fmt` lays them out. */
export function targetTable(findings: readonly TargetFinding[]): string {
  const head = ["what", "target", "measured", "met", "command"];
  const rows = findings.map((finding) => {
    const { what, bound, value, unit, measured, met, command, wanted } = finding;
    return [
      what,
      `${bound === "at most" ? "≤" : "≥"} ${value}${unit}`,
      measured === null ? "not measured" : figure(measured, unit),
      met === null ? measured === null ? "–" : "undecided" : met ? "yes" : "no",
      `\`${command ?? wanted}\``,
    ];
  });
  const widths = head.map((name, at) =>
    Math.max(name.length, ...rows.map((row) => [...row[at]].length))
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, at) => cell + " ".repeat(widths[at] - [...cell].length)).join(" | ")} |`;
  const rule = widths.map((width) => "-".repeat(width));
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}

function figure(
  { estimate, low, high }: { estimate: number; low: number; high: number },
  unit: string,
): string {
  const print = (value: number) => value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
  const point = `${print(estimate)}${unit}`;
  return low === high ? point : `${point} [${print(low)}, ${print(high)}]`;
}

/** What the rows were measured on, a line each. */
function machinesOf(rows: readonly KeptRow[]): string[] {
  return [
    ...new Set(rows.map(({ machine }) => {
      const { cpu, cores, commit, startedAt } = machine;
      return `Measured on ${cpu}, ${cores} cores, at commit ${commit ?? "unknown"}, ${
        startedAt.slice(0, 10)
      }.`;
    })),
  ];
}
