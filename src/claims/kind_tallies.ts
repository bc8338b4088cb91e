import type { ClaimVerdict, Verdict, VerdictKind } from "../records/record.ts";

/** How many claims came out how, by models of one kind; null: by none, since nothing ran. */
export interface KindTally {
  readonly kind: VerdictKind | null;
  readonly verdicts: readonly { readonly verdict: Verdict; readonly claims: number }[];
}

const kinds = ["direct", "transfer", "machinery"] as const;
/** Every verdict there is, in the order in which they are told. */
export const verdictOrder = [
  "reproduced",
  "contradicted",
  "seen",
  "not seen",
  "runs",
  "does not run",
  "inconclusive",
  "not run",
] as const;

/** Whether fits by other recipes than the paper's alone read a claim; in claims.json of old none does. */
export function isReadOpenly(
  { verdict, open = null }: { readonly verdict: string; readonly open?: string | null },
): boolean {
  return verdict === "not run" && open !== null;
}

/**
 * Counts each kind by itself, every claim under the strongest kind that has anything to say of it;
 * claims that nothing was run for come last and belong to no kind.
 */
export function kindTallies(
  claims: readonly Pick<ClaimVerdict, "kind" | "verdict">[],
): KindTally[] {
  const ran = claims.filter(({ verdict }) => verdict !== "not run");
  const rest = claims.length - ran.length;
  return [
    ...kinds.map((kind) => ({
      kind,
      verdicts: verdictOrder.map((verdict) => ({
        verdict,
        claims: ran.filter((claim) => claim.kind === kind && claim.verdict === verdict).length,
      })).filter(({ claims }) => claims > 0),
    })).filter(({ verdicts }) => verdicts.length > 0),
    ...rest > 0 ? [{ kind: null, verdicts: [{ verdict: "not run" as const, claims: rest }] }] : [],
  ];
}
