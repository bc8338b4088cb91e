import type { ClaimVerdict } from "../records/record.ts";
import type { Evidence, EvidenceList } from "./evidence.ts";

/** A statement of the paper and the rule that judges it. */
export interface Claim
  extends Pick<ClaimVerdict, "id" | "statement" | "place" | "paper" | "basis"> {
  /** The experiment that feeds it: "T1", "F4", "a", … as `--claims` names them. */
  readonly experiment: string;
  /**
   * "closed": judged by fits under the paper's recipe alone; what other recipes give is said beside
   * the verdict. "paper recipe": about that recipe itself, so no other has anything to say.
   * "either": about what exists, not about how it was found.
   */
  readonly division: "closed" | "paper recipe" | "either";
  /** True for absolute numbers: only the paper's own models can speak to them. */
  readonly directOnly?: boolean;
  /** True where models are compared: a model of the paper may stand beside one that is none. */
  readonly comparesModels?: boolean;
  /** Which evidence the rule looks at. Default: fits alone. */
  readonly reads?: readonly EvidenceList[];
  evaluate(evidence: Evidence): Judgement;
}

/** What a claim's rule makes of the evidence of one kind, whatever that evidence is worth. */
export interface Judgement extends Pick<ClaimVerdict, "ours" | "scope" | "reason" | "jobs"> {
  readonly reading: "holds" | "fails" | "inconclusive" | "not run";
  /** Whether a test at this level says that the claim fails; absent where nothing was tested. */
  readonly failsAt?: (significance: number) => boolean;
}

/** No evidence: never shown as success, always with what is missing. */
export function notRun(reason: string): Judgement {
  return { reading: "not run", ours: null, scope: "no jobs", reason, jobs: [] };
}
