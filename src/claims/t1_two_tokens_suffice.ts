import { binomialInterval } from "../statistics/mod.ts";
import { type Claim, notRun } from "./claim.ts";
import { paperArrangement } from "./evidence.ts";
import { figure, intervalText, scopeOf } from "./words.ts";

/**
 * About what exists, so any recipe may show it and one text that came back is proof enough; the
 * share of texts beside it says how lucky that one was.
 */
export const t1TwoTokensSuffice: Claim = {
  id: "T1-two-tokens-suffice",
  experiment: "T1",
  statement:
    "Two trained vectors can make a frozen language model write a text exactly in one pass",
  place: "Table 1",
  paper: "accuracy 1.00 ± 0.00 at N = 4, 0.99 ± 0.10 at N = 256 (Llama-3.2-1B, 50 PG-19 texts)",
  basis: "tokens",
  division: "either",
  evaluate({ fits }) {
    const used = fits.filter(({ job }) => job.arrangement === paperArrangement && job.tokens >= 4);
    if (used.length === 0) return notRun("No fit of [e][m]×(N−1) with N of 4 or more has ended.");
    const exact = used.filter(({ result }) => result.exact);
    // Judged where it is easiest if nothing came back, where it is hardest if something did.
    const tokens = exact.length > 0
      ? Math.max(...exact.map(({ job }) => job.tokens))
      : Math.min(...used.map(({ job }) => job.tokens));
    const there = used.filter(({ job }) => job.tokens === tokens);
    const textsOf = (some: typeof used) => new Set(some.map(({ job }) => job.text.id)).size;
    const solved = textsOf(there.filter(({ result }) => result.exact));
    const share = binomialInterval(solved, textsOf(there));
    const contradictedAt = (significance: number) =>
      binomialInterval(solved, textsOf(there), { level: 1 - significance }).high < 0.5;
    const verdict = exact.length > 0
      ? "reproduced"
      : contradictedAt(0.05)
      ? "contradicted"
      : "inconclusive";
    return {
      verdict,
      ours: `${solved} of ${textsOf(there)} texts exact at N = ${tokens}: ${intervalText(share)}`,
      scope: scopeOf(used.map(({ job }) => job)),
      reason: exact.length > 0
        ? `${exact.length} fits of ${used.length} were read back exactly by a forward pass on ` +
          `its own, the longest of ${tokens} tokens. One is proof that it can be done.`
        : `None of ${used.length} fits came back exactly; at N = ${tokens} at most ` +
          `${figure(share.high)} of texts can (95 %, exact binomial). Contradicted below one half.`,
      jobs: used.map(({ key }) => key),
      // A proof is no test: no other claim has to make up for it.
      ...exact.length > 0 ? {} : { contradictedAt },
    };
  },
};
