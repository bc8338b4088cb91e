import type { GateReport } from "./gate_report.ts";
import { judgementCells, judgementHead, outcomeSentence } from "./gate_words.ts";

/** The report as Markdown, for a pull request or a job's summary. */
export function gateMarkdown(report: GateReport): string {
  const { findings, judgements, notes, against, machine, command } = report;
  const lines = [`## Gate: ${report.outcome}`, "", outcomeSentence(report), ""];
  if (findings.length > 0) {
    lines.push(...table(
      ["correctness", "verdict", "what was found"],
      findings.map((one) => [
        one.reading,
        one.verdict,
        one.says,
      ]),
    ));
  }
  if (judgements.length > 0) lines.push(...table(judgementHead, judgements.map(judgementCells)));
  lines.push(...notes.map((note) => `- ${escaped(note)}`), ...(notes.length > 0 ? [""] : []));
  lines.push(
    `Against ${escaped(against)}, on ${escaped(machine.cpu)}, ${machine.cores} cores, Deno ` +
      `${machine.deno}, ONNX Runtime ${machine.onnxruntime}, at ${
        machine.commit ?? "no commit"
      }: ` +
      `\`${command}\``,
  );
  return lines.join("\n") + "\n";
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.map(escaped).join(" | ")} |`;
  return [line(head), `|${head.map(() => "---|").join("")}`, ...rows.map(line), ""];
}

function escaped(text: string): string {
  return text.replaceAll(/[|\\<]/g, (sign) => `\\${sign}`).replaceAll("\n", " ");
}
