import { type Claim, notRun } from "./claim.ts";

export const aGenerationUnrelated: Claim = {
  id: "A-generation-unrelated",
  experiment: "a",
  statement:
    "What the model generates autoregressively from the proto-tokens is unrelated to the text",
  place: "Text (a)",
  paper: "judged by eye: 50 contexts of 128 tokens, 256-token continuations (Llama-3.2-1B)",
  basis: "tokens",
  division: "closed",
  evaluate: () =>
    notRun("Wants generation from proto-tokens with and without BOS; no job of that kind has run."),
};
