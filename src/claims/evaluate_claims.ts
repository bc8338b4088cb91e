import type { ClaimVerdict, JobRecord } from "../records/record.ts";
import { type Claim, type Judgement, notRun } from "./claim.ts";
import { type Evidence, type EvidenceOf, sortEvidence } from "./evidence.ts";
import { ledger } from "./ledger.ts";

const kinds = ["direct", "transfer", "machinery"] as const;

export interface ClaimsContext {
  /** The command that makes the verdicts again. */
  readonly command: string;
}

/**
 * One verdict for every claim of the ledger, in its order, from a run's records. Claims of one table
 * or figure are tested together: Holm's method keeps the chance that any true one of them is
 * contradicted at 5 %.
 */
export function evaluateClaims(
  records: readonly JobRecord[],
  { command }: ClaimsContext,
): ClaimVerdict[] {
  const evidenceOf = sortEvidence(records);
  const judged = ledger.map((claim) => ({ claim, ...judgeStrongest(claim, evidenceOf) }));
  const tables = Map.groupBy(judged, ({ claim }) => claim.experiment);
  const withdrawn = new Map([...tables.values()].flatMap(withdrawnOf));
  return judged.map((one) => {
    const tests = withdrawn.get(one.claim);
    const verdict = verdictOf(one.claim, { ...one, command });
    if (tests === undefined) return verdict;
    const reason =
      `${verdict.reason} Contradicted if tested alone; not among the ${tests} claims ` +
      `of ${one.claim.experiment} tested together (Holm, 5 %).`;
    return { ...verdict, verdict: "inconclusive", reason };
  });
}

/**
 * Judges a claim by each kind of model apart and gives the verdict of the strongest kind that has
 * one; what the weaker kinds and other recipes say is told in its reason.
 */
export function evaluateClaim(
  claim: Claim,
  { evidenceOf, command }: ClaimsContext & { readonly evidenceOf: EvidenceOf },
): ClaimVerdict {
  return verdictOf(claim, { ...judgeStrongest(claim, evidenceOf), command });
}

interface Strongest {
  readonly kind: Evidence["kind"];
  readonly judged: Judgement;
  /** What weaker kinds have to say, in a sentence each. */
  readonly asides: readonly string[];
}

function judgeStrongest(claim: Claim, evidenceOf: EvidenceOf): Strongest {
  const found = kinds.filter((kind) => isThere(evidenceOf({ kind, division: "either" })))
    .map((kind) => ({ kind, judged: judge(claim, evidenceOf, kind) }));
  // Where nothing was judged, the reason given is that of the strongest kind there are jobs of.
  const first = found.findIndex(({ judged }) => judged.verdict !== "not run");
  const strongest = found[Math.max(first, 0)] ??
    { kind: "transfer" as const, judged: judge(claim, evidenceOf, "transfer") };
  const weaker = first === -1 ? [] : found.slice(first + 1);
  const asides = weaker.filter(({ judged }) => judged.verdict !== "not run")
    .map((aside) => `As ${aside.kind}: ${inOneLine(aside.judged)}`);
  return { ...strongest, asides };
}

function verdictOf(
  { id, statement, place, paper, basis }: Claim,
  { kind, judged, asides, command }: Strongest & ClaimsContext,
): ClaimVerdict {
  const { verdict, ours, scope, reason, jobs } = judged;
  return {
    id,
    statement,
    place,
    paper,
    ours,
    verdict,
    kind,
    basis,
    scope,
    reason: [reason, ...asides].join(" "),
    jobs,
    command,
  };
}

/**
 * Claims of a table that are contradicted alone and not beside its others, with the number tested.
 * Holm's steps: of k tests left, one has to hold at 5 % / k to be taken out.
 */
function withdrawnOf(
  table: readonly { readonly claim: Claim; readonly judged: Judgement }[],
): [Claim, number][] {
  const tested = table.filter(({ judged }) => judged.contradictedAt !== undefined);
  const left = tested.filter(({ judged }) => judged.verdict === "contradicted");
  for (let tests = tested.length; left.length > 0; tests--) {
    const at = left.findIndex(({ judged }) => judged.contradictedAt!(0.05 / tests));
    if (at === -1) break;
    left.splice(at, 1);
  }
  return left.map(({ claim }) => [claim, tested.length]);
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
