import type { ClaimVerdict, JobRecord } from "../record.ts";
import { type Claim, type Judgement, notRun } from "./claim.ts";
import { type Evidence, type EvidenceOf, sortEvidence } from "./evidence.ts";
import { ledger } from "./ledger.ts";

const kinds = ["direct", "transfer", "machinery"] as const;

export interface ClaimsContext {
  /** The command that makes the verdicts again. */
  readonly command: string;
}

/** One verdict for every claim of the ledger, in its order, from a run's records. */
export function evaluateClaims(
  records: readonly JobRecord[],
  { command }: ClaimsContext,
): ClaimVerdict[] {
  const evidenceOf = sortEvidence(records);
  return ledger.map((claim) => evaluateClaim(claim, { evidenceOf, command }));
}

/**
 * Judges a claim by each kind of model apart and gives the verdict of the strongest kind that has
 * one; what the weaker kinds and other recipes say is told in its reason.
 */
export function evaluateClaim(
  claim: Claim,
  { evidenceOf, command }: ClaimsContext & { readonly evidenceOf: EvidenceOf },
): ClaimVerdict {
  const found = kinds.filter((kind) => isThere(evidenceOf({ kind, division: "either" })))
    .map((kind) => ({ kind, judged: judge(claim, evidenceOf, kind) }));
  // Where nothing was judged, the reason given is that of the strongest kind there are jobs of.
  const first = found.findIndex(({ judged }) => judged.verdict !== "not run");
  const { kind, judged } = found[Math.max(first, 0)] ??
    { kind: "transfer" as const, judged: judge(claim, evidenceOf, "transfer") };
  const asides = found.slice(first + 1).filter(({ judged }) => judged.verdict !== "not run");
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
      ...first === -1 ? [] : asides.map((aside) => `As ${aside.kind}: ${inOneLine(aside.judged)}`),
    ].join(" "),
    jobs: judged.jobs,
    command,
  };
}

function judge(claim: Claim, evidenceOf: EvidenceOf, kind: Evidence["kind"]): Judgement {
  if (claim.directOnly && kind !== "direct") {
    return notRun("An absolute number of the paper's own models: nothing else can speak to it.");
  }
  if (claim.division === "either") return claim.evaluate(evidenceOf({ kind, division: "either" }));
  let closed = claim.evaluate(evidenceOf({ kind, division: "closed" }));
  if (closed.verdict === "not run") {
    closed = withCutBudget(closed, evidenceOf({ kind, division: "cut" }));
  }
  if (claim.division === "paper recipe") return closed;
  const open = claim.evaluate(evidenceOf({ kind, division: "open" }));
  if (open.verdict === "not run") return closed;
  return { ...closed, reason: `${closed.reason} Open division, no verdict: ${inOneLine(open)}` };
}

/** Says of the paper's recipe with another budget that it ran, and why it counts for nothing. */
function withCutBudget(closed: Judgement, { fits }: Evidence): Judgement {
  if (fits.length === 0) return closed;
  const budgets = [...new Set(fits.map(({ job }) => job.recipe.maxSteps))].join(", ");
  const reason =
    `${closed.reason} The paper's recipe ran with a budget of ${budgets} steps; only ` +
    `the whole one counts.`;
  return { ...closed, reason };
}

function isThere({ kind: _, division: __, ...lists }: Evidence): boolean {
  return Object.values(lists).some((list) => list.length > 0);
}

function inOneLine({ verdict, ours, scope }: Judgement): string {
  return `reads as ${verdict}${ours === null ? "" : `, ${ours}`} (${scope}).`;
}
