import type { Pace } from "./pace.ts";

/**
 * A rate that changes on the way: warmed up over some steps; a cosine down to `floor` of itself at
 * `steps`; or, with `byLoss`, in proportion to (loss ÷ byLoss)^power below that loss.
 */
export type ScheduleRule =
  | { readonly kind: "warm-up"; readonly steps: number }
  | { readonly kind: "cosine"; readonly steps: number; readonly floor: number }
  | {
    readonly kind: "loss";
    /** Mean cross-entropy, nats a token, from which on the rate falls. */
    readonly byLoss: number;
    readonly power: number;
    readonly floor: number;
  };

export const schedule: Pace<ScheduleRule> = (rule, { step, lossNats }) => {
  switch (rule.kind) {
    case "warm-up":
      return Math.min(1, (step + 1) / rule.steps);
    case "cosine": {
      const share = (1 + Math.cos(Math.PI * Math.min(1, step / rule.steps))) / 2;
      return rule.floor + (1 - rule.floor) * share;
    }
    case "loss":
      return Math.max(rule.floor, Math.min(1, (lossNats / rule.byLoss) ** rule.power));
  }
};
