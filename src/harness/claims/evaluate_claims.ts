import type { ClaimVerdict, JobRecord } from "../record.ts";
import { type Claim, type Judgement, notRun } from "./claim.ts";
import { type Evidence, evidenceOf } from "./evidence.ts";
import { ledger } from "./ledger.ts";

const kinds = ["direct", "transfer", "machinery"] as const;

export interface ClaimsContext {
  /** The command that makes the verdicts again. */
  readonly command: string;
}

/** One verdict for every claim of the ledger, in its order, from a run's records. */
export function evaluateClaims(
  records: readonly JobRecord[],
  context: ClaimsContext,
): ClaimVerdict[] {
  return ledger.map((claim) => evaluateClaim(claim, records, context));
}

/**
 * Judges a claim by each kind of model apart and gives the verdict of the strongest kind that has
 * one; what the weaker kinds and other recipes say is told in its reason.
 */
export function evaluateClaim(
  claim: Claim,
  records: readonly JobRecord[],
  { command }: ClaimsContext,
): ClaimVerdict {
  const found = kinds.map((kind) => ({ kind, judged: judge(claim, records, kind) }));
  const at = found.findIndex(({ judged }) => judged.verdict !== "not run");
  // Nothing judged: the reason given is that of the strongest kind there are jobs of.
  const there = found.findIndex(({ kind }) => has(records, kind));
  const { kind, judged } = found[at !== -1 ? at : there !== -1 ? there : 1];
  const asides = found.slice(at + 1).filter(({ judged }) => judged.verdict !== "not run");
  const { id, statement, place, paper, basis } = claim;
  return {
    id,
    statement,
    place,
    paper,
    ours: judged.ours,
    verdict: judged.verdict,
    kind,
    basis,
    scope: judged.scope,
    reason: [
      judged.reason,
      ...at === -1 ? [] : asides.map((aside) => `As ${aside.kind}: ${inOneLine(aside.judged)}`),
    ].join(" "),
    jobs: judged.jobs,
    command,
  };
}

function judge(claim: Claim, records: readonly JobRecord[], kind: Evidence["kind"]): Judgement {
  if (claim.directOnly && kind !== "direct") {
    return notRun("An absolute number of the paper's own models: nothing else can speak to it.");
  }
  if (claim.division === "either") {
    return claim.evaluate(evidenceOf(records, { kind, division: "either" }));
  }
  let closed = claim.evaluate(evidenceOf(records, { kind, division: "closed" }));
  if (closed.verdict === "not run") closed = withCutBudget(closed, records, kind);
  if (claim.division === "paper recipe") return closed;
  const open = claim.evaluate(evidenceOf(records, { kind, division: "open" }));
  if (open.verdict === "not run") return closed;
  return { ...closed, reason: `${closed.reason} Open division, no verdict: ${inOneLine(open)}` };
}

/** Says of the paper's recipe with another budget that it ran, and why it counts for nothing. */
function withCutBudget(
  closed: Judgement,
  records: readonly JobRecord[],
  kind: Evidence["kind"],
): Judgement {
  const cut = evidenceOf(records, { kind, division: "cut" }).fits.map(({ job }) => job.recipe);
  if (cut.length === 0) return closed;
  const budgets = [...new Set(cut.map(({ maxSteps }) => maxSteps))].join(", ");
  const reason =
    `${closed.reason} The paper's recipe ran with a budget of ${budgets} steps; only ` +
    `the whole one counts.`;
  return { ...closed, reason };
}

function has(records: readonly JobRecord[], kind: Evidence["kind"]): boolean {
  const { fits, unfinished, throughputs } = evidenceOf(records, { kind, division: "either" });
  return fits.length + unfinished.length + throughputs.length > 0;
}

function inOneLine({ verdict, ours, scope }: Judgement): string {
  return `reads as ${verdict}${ours === null ? "" : `, ${ours}`} (${scope}).`;
}
