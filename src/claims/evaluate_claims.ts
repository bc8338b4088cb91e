import type {
  ClaimVerdict,
  Job,
  JobRecord,
  KindVerdict,
  Verdict,
  VerdictKind,
} from "../records/record.ts";
import { textsOf } from "../records/texts_of.ts";
import { fewBooksSaid } from "./by_book.ts";
import { type Claim, type Judgement, notRun } from "./claim.ts";
import { type Evidence, type EvidenceOf, sortEvidence } from "./evidence.ts";
import { ledger } from "./ledger.ts";

const kinds = ["direct", "transfer", "machinery"] as const;

export interface ClaimsContext {
  /** The command that makes the verdicts again. */
  readonly command: string;
  /** Name of the graphics card that jobs on CUDA ran on, as far as it is known. */
  readonly card?: string | null;
}

/**
 * One verdict for every claim of the ledger, in its order, from a run's records. Claims of one table
 * or figure are tested together, each kind of model apart: Holm's method keeps the chance that any
 * true one of them is said to fail at 5 %.
 */
export function evaluateClaims(
  records: readonly JobRecord[],
  context: ClaimsContext,
): ClaimVerdict[] {
  const evidenceOf = sortEvidence(records, context);
  const judged = ledger.map((claim) => ({ claim, byKind: judgeKinds(claim, evidenceOf) }));
  const tables = Map.groupBy(
    judged.flatMap(({ claim, byKind }) => byKind.map((one) => ({ claim, one }))),
    ({ claim, one }) => `${claim.experiment} ${one.kind}`,
  );
  const withdrawn = new Map(
    [...tables.values()].flatMap((table) => withdrawnOf(table.map(({ one }) => one))),
  );
  return judged.map(({ claim, byKind }) => {
    const tested = byKind.map((one) => ({ ...one, withdrawn: withdrawn.get(one) }));
    return verdictOf(claim, tested, context);
  });
}

/**
 * Judges a claim by each kind of model apart and gives the verdict of the strongest kind that has
 * anything to say; those of weaker kinds stand beside it.
 */
export function evaluateClaim(
  claim: Claim,
  { evidenceOf, ...context }: ClaimsContext & { readonly evidenceOf: EvidenceOf },
): ClaimVerdict {
  return verdictOf(claim, judgeKinds(claim, evidenceOf), context);
}

/** What one kind of model says of a claim. */
interface OfKind {
  readonly kind: VerdictKind;
  /** By the paper's recipe, or by all where the claim is about what exists. */
  readonly judged: Judgement;
  /** By other recipes; null where the claim is not about them. */
  readonly open: Judgement | null;
  /** Whether any recipe, or a budget that was cut, had anything to show. */
  readonly speaks: boolean;
  /** Whether a job the rule reads ended in an error of ours. */
  readonly broken: boolean;
  /** With how many claims of its table it was tested, where that took its failure back. */
  readonly withdrawn?: number;
}

function judgeKinds(claim: Claim, evidenceOf: EvidenceOf): OfKind[] {
  const present = kinds.filter((kind) => isThere(evidenceOf({ kind, division: "either" })));
  const some = present.length > 0 ? present : ["transfer" as const];
  return some.map((kind) => judge(claim, evidenceOf, kind));
}

function verdictOf(
  { id, statement, place, paper, basis }: Claim,
  byKind: readonly OfKind[],
  { command }: ClaimsContext,
): ClaimVerdict {
  const speaking = byKind.filter(({ speaks, broken }) => speaks || broken);
  const [strongest, ...weaker] = speaking.length > 0 ? speaking : byKind.slice(0, 1);
  return {
    id,
    statement,
    place,
    paper,
    ...kindVerdict(strongest),
    basis,
    beside: weaker.map(kindVerdict),
    command,
  };
}

function kindVerdict(of: OfKind): KindVerdict {
  const { kind, judged, open } = of;
  const openSays = open !== null && open.reading !== "not run"
    ? `${words.open[open.reading]}${open.ours === null ? "" : `: ${open.ours}`} (${open.scope})`
    : null;
  const verdict = wordOf(of);
  // Machinery runs under whatever recipe it ran.
  const shown = kind === "machinery" && judged.reading === "not run" && open ? open : judged;
  return {
    verdict,
    kind,
    ours: shown.ours,
    scope: shown.scope,
    reason: reasonOf(of, verdict),
    open: shown === open ? null : openSays,
    jobs: shown.jobs,
  };
}

const words = {
  direct: { holds: "reproduced", fails: "contradicted" },
  transfer: { holds: "seen", fails: "not seen" },
  open: { holds: "holds", fails: "does not hold", inconclusive: "cannot be told" },
} as const;

function wordOf({ kind, judged: { reading }, speaks, broken, withdrawn }: OfKind): Verdict {
  if (kind === "machinery") return broken ? "does not run" : speaks ? "runs" : "not run";
  if (withdrawn !== undefined) return "inconclusive";
  return reading === "holds" || reading === "fails" ? words[kind][reading] : reading;
}

/** Which of its jobs a rule would have used is not known of one that has no result. */
const misread = "A job of a kind that it reads was read back as another text.";

function reasonOf({ kind, judged, open, broken, withdrawn }: OfKind, verdict: Verdict): string {
  if (verdict === "does not run") return misread;
  if (verdict === "runs") {
    const closed = judged.reading !== "not run";
    return `The experiment runs to its end${
      closed ? "" : ", under the open recipe,"
    } and the rule ` +
      `can be applied; what it makes of a model this small says nothing of the paper's. The rule: ` +
      (closed || open === null ? judged : open).reason;
  }
  const sentences = [judged.reason];
  if (broken) sentences.push(misread);
  if (judged.reading === "not run" && open !== null && open.reading !== "not run") {
    sentences.unshift("Ran under the open recipe only.");
  }
  // What other recipes fitted may want less, or something else: longer lengths, say.
  if (
    judged.reading === "not run" && open?.reading === "not run" && open.reason !== judged.reason
  ) {
    sentences.push(`By other recipes: ${open.reason}`);
  }
  if (withdrawn !== undefined && kind !== "machinery") {
    sentences.push(
      `${kind === "direct" ? "Contradicted" : "Not seen"} if tested alone; not among the ` +
        `${withdrawn} claims of its table tested together (Holm, 5 %).`,
    );
  }
  return sentences.join(" ");
}

/**
 * Claims of a table that fail alone and not beside its others, with the number tested. Holm's
 * steps: of k tests left, one has to fail at 5 % / k to be taken out.
 */
function withdrawnOf(table: readonly OfKind[]): [OfKind, number][] {
  const tested = table.filter(({ judged }) => judged.failsAt !== undefined);
  const left = tested.filter(({ judged }) => judged.reading === "fails");
  for (let tests = tested.length; left.length > 0; tests--) {
    const at = left.findIndex(({ judged }) => judged.failsAt!(0.05 / tests));
    if (at === -1) break;
    left.splice(at, 1);
  }
  return left.map((one) => [one, tested.length]);
}

function judge(claim: Claim, evidenceOf: EvidenceOf, kind: VerdictKind): OfKind {
  const withDirect = claim.comparesModels === true && kind === "transfer";
  const of = (division: Evidence["division"]) => evidenceOf({ kind, division, withDirect });
  const silent = { kind, open: null, speaks: false, broken: false };
  if (claim.directOnly && kind !== "direct") {
    const reason = "An absolute number of the paper's own models: nothing else can speak to it.";
    return { ...silent, judged: notRun(reason) };
  }
  const { reads = ["fits"] } = claim;
  const broken = of("either").wrong.some((list) => reads.includes(list));
  const judgedBy = (division: Evidence["division"]) =>
    withFewBooks(claim.evaluate(of(division)), of(division));
  if (claim.division === "either") {
    const judged = judgedBy("either");
    return { ...silent, judged, speaks: isRead(judged), broken };
  }
  const closed = judgedBy("closed");
  const open = claim.division === "paper recipe" ? null : judgedBy("open");
  if (isRead(closed)) return { kind, judged: closed, open, speaks: true, broken };
  const cut = claim.evaluate(of("cut"));
  const judged = isRead(cut) ? withCutBudget(closed, { cut, evidence: of("cut") }) : closed;
  return { kind, judged, open, speaks: isRead(cut) || (open !== null && isRead(open)), broken };
}

function isRead({ reading }: Judgement): boolean {
  return reading !== "not run";
}

/** Jobs whose text, with its book, decides their result; others have units of their own. */
const ofTexts: readonly Job["kind"][] = [
  "fit",
  "cramming",
  "curve",
  "generation",
  "attention",
  "control",
];

/** Says so where texts are of a few books alone. */
function withFewBooks(judged: Judgement, evidence: Evidence): Judgement {
  const said = fewBooksSaid(
    recordsOf(evidence).filter(({ key, job }) =>
      ofTexts.includes(job.kind) && judged.jobs.includes(key)
    )
      .flatMap(({ job }) => textsOf(job)).map(({ id }) => id),
  );
  return said === "" ? judged : { ...judged, reason: `${judged.reason} ${said}` };
}

/** Says of the paper's recipe with another budget that it ran, and why it counts for nothing. */
function withCutBudget(
  closed: Judgement,
  { cut, evidence }: { readonly cut: Judgement; readonly evidence: Evidence },
): Judgement {
  const budgets = new Set(
    recordsOf(evidence).filter(({ key }) => cut.jobs.includes(key))
      .flatMap(({ job }) => "recipe" in job ? [job.recipe.maxSteps] : []),
  );
  const steps = [...budgets].sort((a, b) => a - b).join(", ");
  const spent = steps === "" ? "another budget" : `a budget of ${steps} steps`;
  const reason =
    `${closed.reason} The paper's recipe ran with ${spent}; only the whole one counts.`;
  return { ...closed, reason };
}

function recordsOf(
  { kind: _, division: __, card: ___, wrong: ____, ...lists }: Evidence,
): readonly { readonly key: string; readonly job: Job }[] {
  return Object.values(lists).flat();
}

/** Whether there is evidence of a kind; a certificate is of a model and handed to every kind. */
function isThere({ kind: _, division: __, card: ___, equalOutputs: ____, ...lists }: Evidence) {
  return Object.values(lists).some((list) => list.length > 0);
}
