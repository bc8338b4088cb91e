import { type Claim, notRun } from "./claim.ts";

export const kAttentionSink: Claim = {
  id: "K-attention-sink",
  experiment: "k",
  statement: "One of the two proto-tokens serves as attention sink",
  place: "Text (k)",
  paper: "a hypothesis without a number",
  basis: "tokens",
  division: "closed",
  evaluate: () =>
    notRun(
      "Wants attention mass on position 1 and fits with a frozen random e; no job of that kind has run.",
    ),
};
