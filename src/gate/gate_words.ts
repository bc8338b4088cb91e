import type { GateReport, Outcome } from "./gate_report.ts";
import type { Judgement } from "./judge.ts";

/** What an outcome comes down to, a sentence. */
export function outcomeSentence({ outcome, findings, judgements }: GateReport): string {
  const of = (verdict: string) =>
    [
      ...findings.filter((one) => one.verdict === verdict).map(({ reading }) => reading),
      ...judgements.filter((one) => one.verdict === verdict).map(({ metric }) => metric),
    ].join(", ");
  const sentences: Readonly<Record<Outcome, () => string>> = {
    pass: () => "Pass.",
    regression: () =>
      `Regression: ${
        of("regression")
      }. Where the change is meant: deno task gate --bless "reason".`,
    inconclusive: () =>
      `Inconclusive: ${of("inconclusive") || "speed was not compared"}. Neither a regression nor ` +
      `its absence is shown; a quieter machine or more time may.`,
    "other environment": () =>
      'No baseline of this machine\'s class: deno task gate --bless "reason" makes one.',
  };
  return sentences[outcome]();
}

/** A judgement as cells: metric, base, head, effect, floor, p, blocks, verdict. */
export function judgementCells(one: Judgement): string[] {
  const { effect, floor, p, blocks, verdict, faster, metric } = one;
  const unit = metric === "memory"
    ? (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MiB`
    : (milliseconds: number) => `${milliseconds.toPrecision(4)} ms`;
  return [
    metric,
    unit(one.base),
    unit(one.head),
    `${signed(effect.estimate)} [${signed(effect.low)}, ${signed(effect.high)}]`,
    `${(100 * floor).toFixed(1)} %`,
    p < 0.001 ? "<0.001" : p.toFixed(3),
    String(blocks),
    faster ? `${verdict}, faster` : verdict,
  ];
}

export const judgementHead = [
  ...["metric", "base", "head", "head ÷ base − 1 [95 %]", "floor", "p (Holm)", "blocks", "verdict"],
];

function signed(share: number): string {
  if (!Number.isFinite(share)) return share < 0 ? "−∞" : "+∞";
  return `${share < 0 ? "−" : "+"}${Math.abs(100 * share).toFixed(1)} %`;
}
