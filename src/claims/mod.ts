/**
 * The claims ledger: one file per claim of the paper, each with its statement, place, estimator and
 * the rule that turns a run's records into a verdict.
 *
 *     records ─► evidence (one kind of model, one division) ─► claim.evaluate ─► verdict
 *
 * Closed verdicts rest on the paper's recipe with its whole budget and nothing else.
 *
 * @module
 */
export { type ClaimsContext, evaluateClaim, evaluateClaims } from "./evaluate_claims.ts";
export { type Claim, type Judgement, notRun } from "./claim.ts";
export { type Evidence, type EvidenceOf, sortEvidence } from "./evidence.ts";
export { ledger } from "./ledger.ts";
