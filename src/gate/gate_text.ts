import type { GateReport } from "./gate_report.ts";
import { judgementCells, judgementHead, outcomeSentence } from "./gate_words.ts";

/** The report for a person at a terminal. */
export function gateText(report: GateReport): string {
  const { findings, judgements, notes, against } = report;
  const lines = [`Against ${against}`];
  for (const { reading, verdict, says } of findings) lines.push(`${verdict}  ${reading}: ${says}`);
  if (judgements.length > 0) {
    lines.push(...columns([judgementHead, ...judgements.map(judgementCells)]));
  }
  return [...lines, ...notes, outcomeSentence(report)].join("\n");
}

function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0].map((_, at) => Math.max(...rows.map((row) => row[at].length)));
  return rows.map((row) => row.map((cell, at) => cell.padEnd(widths[at])).join("  ").trimEnd());
}
